import { OWN_SOURCES } from '../core/event.ts';
import { at, textAt } from '../core/json.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';

/** What the program itself has to say: `data` is the message already (`title`, `body`, `link`). */
export const own: BuiltIn = {
  name: 'own',
  fits: ({ source, data }) =>
    OWN_SOURCES.some((name) => name === source) && (textAt(data, 'title') ?? '').trim() !== '',
  render: ({ data }) =>
    finish({
      title: textAt(data, 'title') ?? '',
      body: [textAt(data, 'body')],
      links: [at(data, 'link')],
    }),
};
