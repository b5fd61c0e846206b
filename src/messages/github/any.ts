import { at, isObject } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { countAt, firstLines, labelled, phrase, spaced, word, wordAt } from '../words.ts';
import type { Hook } from './hook.ts';
import { past, quoted } from './hook.ts';

/** What every payload may have besides the thing it is about. */
const CONTEXT = new Set([
  'action',
  'sender',
  'repository',
  'organization',
  'installation',
  'enterprise',
  'changes',
]);

/** The message of any event, those GitHub invents tomorrow too: `octocat created thing #3 "name" in owner/repo: title`. */
export function drawAny(hook: Hook): Draft {
  const key = thingKey(hook);
  const thing = key === null ? null : at(hook.data, key);
  const title = wordAt(thing, 'title') ?? wordAt(thing, 'summary');
  const name =
    title === null ? (wordAt(thing, 'name') ?? wordAt(thing, 'login') ?? wordAt(thing, 'tag_name')) : null;
  const number = countAt(thing, 'number');
  const noun = spaced(word(hook.type) ?? '') || spaced(key ?? '') || 'event';
  const what = phrase(
    noun === 'webhook' && key !== null ? spaced(key) : noun,
    number !== null && `#${number}`,
    quoted(name),
  );
  const state = wordAt(thing, 'conclusion') ?? wordAt(thing, 'state') ?? wordAt(thing, 'status');
  return {
    title: labelled(phrase(hook.who, hook.action === '' ? 'sent' : past(hook), what) + hook.inPlace, title),
    body: [
      past(hook) === 'updated' && hook.action !== '' ? labelled('Action', spaced(hook.action)) : null,
      state === null ? null : labelled('State', spaced(state)),
      firstLines(at(thing, 'body')) ?? firstLines(at(thing, 'description')),
    ],
    links: [
      at(thing, 'html_url'),
      at(thing, '_links', 'html', 'href'),
      hook.home,
      at(hook.data, 'installation', 'html_url'),
      at(hook.data, 'sender', 'html_url'),
    ],
  };
}

/** The key of what the event is about: that of its type, else the first object that looks like a thing. */
function thingKey(hook: Hook): string | null {
  if (isObject(at(hook.data, hook.type))) return hook.type;
  const last = hook.type.split('_').at(-1) ?? '';
  if (isObject(at(hook.data, last)) && !CONTEXT.has(last)) return last;
  for (const key of Object.keys(hook.data)) {
    if (!CONTEXT.has(key) && isThing(at(hook.data, key))) return key;
  }
  return null;
}

function isThing(value: Json): boolean {
  if (!isObject(value)) return false;
  return ['html_url', 'number', 'title', 'name', 'login'].some((key) => wordAt(value, key) !== null);
}
