import { at } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { countAt, labelled, phrase, wordAt } from '../words.ts';
import type { Hook } from './hook.ts';
import { past, quoted } from './hook.ts';

/** A pull request, issue or discussion: what people talk under. */
export interface Thread {
  readonly noun: string;
  readonly value: Json;
}

type Phrase = (thing: string, hook: Hook) => string;

/** Actions that are more than their own name. */
const PHRASES: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['synchronize', (thing) => `pushed to ${thing}`],
  ['converted_to_draft', (thing) => `turned ${thing} into a draft`],
  ['ready_for_review', (thing) => `marked ${thing} as ready for review`],
  ['auto_merge_enabled', (thing) => `turned on auto-merge of ${thing}`],
  ['auto_merge_disabled', (thing) => `turned off auto-merge of ${thing}`],
  ['enqueued', (thing) => `added ${thing} to the merge queue`],
  ['dequeued', (thing) => `took ${thing} off the merge queue`],
  ['assigned', (thing, hook) => `assigned ${thing} to ${login(hook, 'assignee')}`],
  ['unassigned', (thing, hook) => `unassigned ${login(hook, 'assignee')} from ${thing}`],
  ['review_requested', (thing, hook) => `asked ${reviewer(hook)} to review ${thing}`],
  ['review_request_removed', (thing, hook) => `no longer asks ${reviewer(hook)} to review ${thing}`],
  [
    'labeled',
    (thing, hook) => phrase('put label', quoted(wordAt(hook.data, 'label', 'name')), `on ${thing}`),
  ],
  [
    'unlabeled',
    (thing, hook) => phrase('took label', quoted(wordAt(hook.data, 'label', 'name')), `off ${thing}`),
  ],
  ['milestoned', (thing, hook) => `added ${thing} to ${milestone(hook)}`],
  ['demilestoned', (thing, hook) => `took ${thing} off ${milestone(hook)}`],
  ['category_changed', (thing, hook) => `moved ${thing} to ${category(hook)}`],
  ['answered', (thing) => `marked an answer to ${thing}`],
  ['unanswered', (thing) => `unmarked the answer to ${thing}`],
]);

/** `octocat opened pull request #12 in owner/repo: Title`. */
export function threadTitle(hook: Hook, thread: Thread): string {
  const thing = threadName(thread);
  const act = PHRASES.get(hook.action)?.(thing, hook) ?? `${past(hook)} ${thing}`;
  return threadSentence(hook, thread, act);
}

/** `octocat ACT in owner/repo: Title`. */
export function threadSentence(hook: Hook, thread: Thread, act: string): string {
  return labelled(phrase(hook.who, act) + hook.inPlace, wordAt(thread.value, 'title'));
}

/** `pull request #12`. */
export function threadName(thread: Thread): string {
  const number = countAt(thread.value, 'number');
  return number === null ? `a ${thread.noun}`.replace(/^a (?=[aeiou])/, 'an ') : `${thread.noun} #${number}`;
}

/** The issue of a payload; GitHub calls a pull request's conversation an issue, too. */
export function issueOf(hook: Hook): Thread {
  const value = at(hook.data, 'issue');
  return { noun: at(value, 'pull_request') === null ? 'issue' : 'pull request', value };
}

function login(hook: Hook, key: string): string {
  return wordAt(hook.data, key, 'login') ?? 'someone';
}

function reviewer(hook: Hook): string {
  const team = wordAt(hook.data, 'requested_team', 'name');
  return team === null ? login(hook, 'requested_reviewer') : `team ${team}`;
}

function milestone(hook: Hook): string {
  const title = wordAt(hook.data, 'milestone', 'title') ?? wordAt(hook.data, 'issue', 'milestone', 'title');
  return title === null ? 'its milestone' : `milestone ${title}`;
}

function category(hook: Hook): string {
  const name = wordAt(hook.data, 'discussion', 'category', 'name');
  return name === null ? 'another category' : `category ${name}`;
}
