import { at } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { firstLines, labelled, line, listAt, names, phrase, spaced, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { changed, quoted } from './hook.ts';
import type { Thread } from './thread.ts';
import { issueOf, threadName, threadSentence, threadTitle } from './thread.ts';

const TELLS_TEXT = new Set(['opened', 'created', 'edited', 'reopened', 'transferred']);

/** Issues, discussions and what is said under them. */
export const ISSUES: Family = {
  issues: (hook) => drawThread(hook, issueOf(hook)),
  issue_comment: (hook) => drawComment(hook, issueOf(hook)),
  discussion: (hook) => drawThread(hook, discussionOf(hook)),
  discussion_comment: (hook) => drawComment(hook, discussionOf(hook)),
  sub_issues: drawSubIssue,
};

function discussionOf(hook: Hook): Thread {
  return { noun: 'discussion', value: at(hook.data, 'discussion') };
}

function drawThread(hook: Hook, thread: Thread): Draft {
  const { value } = thread;
  const answer = hook.action === 'unanswered' ? at(hook.data, 'old_answer') : at(hook.data, 'answer');
  const labels = names(listAt(value, 'labels').map((label) => wordAt(label, 'name')));
  const text = TELLS_TEXT.has(hook.action) ? firstLines(at(value, 'body')) : null;
  return {
    title: closing(hook, thread) ?? moving(hook, thread) ?? threadTitle(hook, thread),
    body: [
      changed(hook, 'title', wordAt(value, 'title')),
      hook.action === 'locked' ? reason(wordAt(value, 'active_lock_reason')) : null,
      firstLines(at(answer, 'body')),
      hook.action === 'opened' ? line('Labels', labels) : null,
      text,
    ],
    links: [at(answer, 'html_url'), at(value, 'html_url'), hook.home],
  };
}

function closing(hook: Hook, thread: Thread): string | null {
  const why = hook.action === 'closed' ? wordAt(thread.value, 'state_reason') : null;
  if (why === null || why === 'completed') return null;
  return threadSentence(hook, thread, `closed ${threadName(thread)} as ${spaced(why)}`);
}

function moving(hook: Hook, thread: Thread): string | null {
  const to =
    hook.action === 'transferred' ? wordAt(hook.data, 'changes', 'new_repository', 'full_name') : null;
  if (to === null) return null;
  const from = hook.repo === null ? null : `from ${hook.repo}`;
  return labelled(
    phrase(hook.who, 'moved', threadName(thread), from, `to ${to}`),
    wordAt(thread.value, 'title'),
  );
}

function reason(why: string | null): string | null {
  return line('Reason', why === null ? null : spaced(why));
}

function drawComment(hook: Hook, thread: Thread): Draft {
  const comment = at(hook.data, 'comment');
  const name = threadName(thread);
  const verb = hook.action === '' ? 'changed' : spaced(hook.action);
  const act = hook.action === 'created' ? `commented on ${name}` : `${verb} a comment on ${name}`;
  const gone = hook.action === 'deleted';
  return {
    title: threadSentence(hook, thread, act),
    body: [firstLines(at(comment, 'body'))],
    links: [gone ? null : at(comment, 'html_url'), at(thread.value, 'html_url'), hook.home],
  };
}

function drawSubIssue(hook: Hook): Draft | null {
  const parent = at(hook.data, 'parent_issue');
  const child = at(hook.data, 'sub_issue');
  const removed = hook.action.endsWith('removed');
  if (parent === null || child === null) return null;
  const names = [threadName({ noun: 'issue', value: child }), threadName({ noun: 'issue', value: parent })];
  const act = removed ? `took ${names[0]} from under ${names[1]}` : `put ${names[0]} under ${names[1]}`;
  return {
    title: threadSentence(hook, { noun: 'issue', value: child }, act),
    body: [line('Parent', quoted(wordAt(parent, 'title')))],
    links: [at(child, 'html_url'), at(parent, 'html_url'), hook.home],
  };
}
