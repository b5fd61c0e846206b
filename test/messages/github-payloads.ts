import { createRequire } from 'node:module';
import type { JsonObject } from '../../src/core/json.ts';

interface Definition {
  readonly name: string;
  readonly examples: readonly JsonObject[];
}

// The package's main is JSON; its types describe another shape than its content.
const definitions: readonly Definition[] = createRequire(import.meta.url)('@octokit/webhooks-examples');

/** Every payload of @octokit/webhooks-examples (MIT), with the event name it comes under. */
export const PAYLOADS: readonly {
  readonly name: string;
  readonly type: string;
  readonly data: JsonObject;
}[] = definitions.flatMap(({ name, examples }) =>
  examples.map((data, index) => ({ name: `${name}[${index}]`, type: name, data })),
);
