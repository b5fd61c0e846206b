import { at } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { firstLines, labelled, listAt, phrase, plural, word, wordAt } from '../words.ts';
import type { Draft } from '../draft.ts';
import type { Family, Hook } from './hook.ts';
import { quoted, readRef, shortSha, under } from './hook.ts';

const COMMITS_SHOWN = 5;

/** What happens to branches, tags and commits. */
export const PUSHES: Family = {
  push: drawPush,
  create: (hook) => drawRef(hook, 'created'),
  delete: (hook) => drawRef(hook, 'deleted'),
  commit_comment: drawCommitComment,
  gollum: drawWiki,
};

function drawPush(hook: Hook): Draft | null {
  const { data, who, repo } = hook;
  const { kind, name } = readRef(wordAt(data, 'ref'));
  if (name === null) return null;
  const commits = listAt(data, 'commits');
  const to = repo === null ? name : `${repo} ${name}`;
  const compare = at(data, 'compare');
  if (at(data, 'deleted') === true) {
    return { title: phrase(who, 'deleted', kind, name) + hook.inPlace, body: [], links: [hook.home] };
  }
  if (kind === 'tag') {
    const head = wordAt(data, 'head_commit', 'message') === null ? [] : [at(data, 'head_commit')];
    const verb = at(data, 'created') === true ? 'pushed' : 'moved';
    const links = [under(hook, 'releases', 'tag', name), compare, hook.home];
    return { title: phrase(who, verb, 'tag', name) + hook.inPlace, body: commitLines(head, who), links };
  }
  const created = at(data, 'created') === true;
  if (created && commits.length === 0) {
    const links = [under(hook, 'tree', name), hook.home];
    return { title: phrase(who, 'created branch', name) + hook.inPlace, body: [], links };
  }
  const verb = at(data, 'forced') === true && !created ? 'force-pushed' : 'pushed';
  const title = phrase(who, verb, plural(commits.length, 'commit'), `to ${to}`, created && '(new branch)');
  const single = commits.length === 1 ? at(data, 'head_commit', 'url') : null;
  return { title, body: commitLines(commits, who), links: [single, compare, hook.home] };
}

function commitLines(commits: readonly Json[], who: string): (string | null)[] {
  const lines = commits.slice(0, COMMITS_SHOWN).map((commit) => {
    const author = wordAt(commit, 'author', 'username') ?? wordAt(commit, 'author', 'name');
    const by = author !== null && author !== who && `(${author})`;
    const text = firstLines(at(commit, 'message'), 1, 120)?.split('\n')[0] ?? null;
    return phrase(shortSha(at(commit, 'id')), text, by);
  });
  const rest = commits.length - COMMITS_SHOWN;
  return rest > 0 ? [...lines, `… and ${rest} more`] : lines;
}

function drawRef(hook: Hook, verb: 'created' | 'deleted'): Draft | null {
  const { data, who, inPlace } = hook;
  const name = wordAt(data, 'ref');
  const kind = wordAt(data, 'ref_type') ?? 'branch';
  // creating a repository sends a `create` without a ref
  if (name === null) return null;
  const page = verb === 'created' ? under(hook, 'tree', name) : null;
  return { title: phrase(who, verb, kind, name) + inPlace, body: [], links: [page, hook.home] };
}

function drawCommitComment(hook: Hook): Draft {
  const { data, who, inPlace } = hook;
  const path = wordAt(data, 'comment', 'path');
  const place = countedLine(path, at(data, 'comment', 'line'));
  const title = phrase(who, 'commented on commit', shortSha(at(data, 'comment', 'commit_id'))) + inPlace;
  return {
    title,
    body: [place, firstLines(at(data, 'comment', 'body'))],
    links: [at(data, 'comment', 'html_url'), hook.home],
  };
}

function countedLine(path: string | null, line: Json): string | null {
  if (path === null) return null;
  const number = word(line);
  return number === null ? path : `${path}:${number}`;
}

function drawWiki(hook: Hook): Draft {
  const { data, who, inPlace } = hook;
  const pages = listAt(data, 'pages');
  const [first = null] = pages;
  const single = pages.length === 1;
  const verb = (single ? wordAt(first, 'action') : null) ?? 'changed';
  const what = single
    ? phrase('wiki page', quoted(wordAt(first, 'title') ?? wordAt(first, 'page_name')))
    : pages.length === 0
      ? 'the wiki'
      : plural(pages.length, 'wiki page');
  const listed = pages.slice(0, COMMITS_SHOWN).map((page) => {
    const summary = wordAt(page, 'summary');
    return single ? summary : labelled(phrase(wordAt(page, 'action'), wordAt(page, 'title')), summary);
  });
  return {
    title: phrase(who, verb, what) + inPlace,
    body: listed,
    links: [at(first, 'html_url'), hook.home],
  };
}
