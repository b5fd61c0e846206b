import { at } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { countAt, firstLines, line, names, phrase, plural, word, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { changed } from './hook.ts';
import type { Thread } from './thread.ts';
import { threadName, threadSentence, threadTitle } from './thread.ts';

const TELLS_TEXT = new Set(['opened', 'edited', 'reopened', 'ready_for_review', 'review_requested']);

/** Pull requests and their reviews. */
export const PULL_REQUESTS: Family = {
  pull_request: drawPullRequest,
  pull_request_target: drawPullRequest,
  pull_request_review: drawReview,
  pull_request_review_comment: drawReviewComment,
  pull_request_review_thread: drawReviewThread,
};

function pullRequest(hook: Hook): Thread {
  return { noun: 'pull request', value: at(hook.data, 'pull_request') };
}

function drawPullRequest(hook: Hook): Draft {
  const thread = pullRequest(hook);
  const pull = thread.value;
  const merged = hook.action === 'closed' && at(pull, 'merged') === true;
  const title = merged
    ? threadSentence(hook, thread, `merged ${threadName(thread)}`)
    : threadTitle(hook, thread);
  const text = TELLS_TEXT.has(hook.action) ? firstLines(at(pull, 'body')) : null;
  return {
    title,
    body: [changed(hook, 'title', wordAt(pull, 'title')), branches(hook), size(hook), text],
    links: [at(pull, 'html_url'), hook.home],
  };
}

function branches(hook: Hook): string | null {
  const base = wordAt(hook.data, 'pull_request', 'base', 'ref');
  const from = wordAt(hook.data, 'pull_request', 'head', 'repo', 'full_name');
  const label = from === hook.repo ? 'ref' : 'label';
  const head =
    wordAt(hook.data, 'pull_request', 'head', label) ?? wordAt(hook.data, 'pull_request', 'head', 'ref');
  return head === null || base === null ? head : `${head} → ${base}`;
}

function size(hook: Hook): string | null {
  const pull = at(hook.data, 'pull_request');
  const [files, added, removed] = [
    countAt(pull, 'changed_files'),
    countAt(pull, 'additions'),
    countAt(pull, 'deletions'),
  ];
  const commits = countAt(pull, 'commits');
  if (files === null || added === null || removed === null) return null;
  const parts = [
    commits === null ? null : plural(commits, 'commit'),
    plural(files, 'file'),
    `+${added} −${removed}`,
  ];
  return names(parts);
}

function drawReview(hook: Hook): Draft {
  const thread = pullRequest(hook);
  const name = threadName(thread);
  const review = at(hook.data, 'review');
  const state = wordAt(review, 'state')?.toLowerCase() ?? '';
  const author = wordAt(review, 'user', 'login');
  const act =
    hook.action === 'dismissed'
      ? phrase('dismissed', author === null ? 'a review' : `${author}’s review`, `of ${name}`)
      : hook.action === 'edited'
        ? `edited a review of ${name}`
        : state === 'approved'
          ? `approved ${name}`
          : state === 'changes_requested'
            ? `requested changes on ${name}`
            : `reviewed ${name}`;
  return {
    title: threadSentence(hook, thread, act),
    body: [firstLines(at(review, 'body'))],
    links: [at(review, 'html_url'), at(thread.value, 'html_url'), hook.home],
  };
}

function drawReviewComment(hook: Hook): Draft {
  const thread = pullRequest(hook);
  const name = threadName(thread);
  const comment = at(hook.data, 'comment');
  const act =
    hook.action === 'created'
      ? `commented on the code of ${name}`
      : `${hook.action || 'made'} a code comment on ${name}`;
  const spot = phrase(
    wordAt(comment, 'path'),
    word(at(comment, 'line')) === null ? null : `line ${word(at(comment, 'line'))}`,
  );
  return {
    title: threadSentence(hook, thread, act),
    body: [spot, firstLines(at(comment, 'body'))],
    links: [at(comment, 'html_url'), at(thread.value, 'html_url'), hook.home],
  };
}

function drawReviewThread(hook: Hook): Draft {
  const thread = pullRequest(hook);
  const comment = at(hook.data, 'thread', 'comments', 0);
  const act = phrase(hook.action === '' ? 'updated' : hook.action, 'a review thread on', threadName(thread));
  const author = wordAt(comment, 'user', 'login');
  return {
    title: threadSentence(hook, thread, act),
    body: [wordAt(comment, 'path'), line(author ?? 'It began', firstLines(at(comment, 'body'), 2))],
    links: [at(comment, 'html_url'), at(thread.value, 'html_url'), hook.home],
  };
}
