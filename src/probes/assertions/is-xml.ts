import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quoteAll } from './quote.ts';
import { readXml } from './read-xml.ts';
import { listValue } from './values.ts';

const schema = z.strictObject({
  type: z
    .literal('is-xml')
    .describe(
      'the answer is one well-formed XML document and nothing else; a DOCTYPE with declarations in it fails, and so does more than 256 KiB',
    ),
  value: z
    .union([listValue, z.strictObject({ requiredElements: listValue })], {
      error: 'must be a list of paths like `root.child`, or texts with commas between them',
    })
    .optional()
    .describe('elements that it must have, as paths from the root: `[order.id, order.item.name]`'),
});

export const isXml = {
  type: 'is-xml',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const required =
      value !== undefined && typeof value === 'object' && 'requiredElements' in value
        ? value.requiredElements
        : value;
    const paths =
      typeof required === 'string' ? required.split(',').map((path) => path.trim()) : (required ?? []);
    return {
      check: ({ output }, spend) => {
        const read = readXml(output, paths, spend);
        if (!read.ok) return read.checked;
        const missing = paths.filter((path) => !read.found.has(path));
        if (missing.length > 0) return { holds: false, reason: `is XML, but lacks ${quoteAll(missing)}` };
        return { holds: true, reason: paths.length === 0 ? 'is XML' : `is XML with ${quoteAll(paths)}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
