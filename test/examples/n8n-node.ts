import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { pathOf } from './run-example.ts';

const workflowSchema = z.object({
  nodes: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      onError: z.string().optional(),
      parameters: z.unknown(),
    }),
  ),
});
const requestSchema = z.object({
  method: z.string(),
  url: z.string(),
  sendHeaders: z.literal(true),
  headerParameters: z.object({ parameters: z.array(z.object({ name: z.string(), value: z.string() })) }),
  sendBody: z.literal(true),
  specifyBody: z.literal('json'),
  jsonBody: z.string(),
  options: z.object({ timeout: z.number() }),
});

export const n8n = workflowSchema.parse(JSON.parse(readFileSync(pathOf('n8n.json'), 'utf8')));

/** What n8n's expressions see. */
export interface Seen {
  readonly $json: unknown;
  readonly $env: Readonly<Record<string, string>>;
  readonly $workflow: { readonly id: string };
}

/** The request that the HTTP Request node of the example makes of an item. */
export function requestOf(seen: Seen): { readonly url: string; readonly init: RequestInit } {
  const node = n8n.nodes.find(({ type }) => type === 'n8n-nodes-base.httpRequest');
  const { method, url, headerParameters, jsonBody } = requestSchema.parse(node?.parameters);
  const headers = headerParameters.parameters.map(({ name, value }): [string, string] => [
    name,
    filled(value, seen),
  ]);
  return {
    url: filled(url, seen),
    init: {
      method,
      // n8n adds it to a body that is JSON.
      headers: [...headers, ['content-type', 'application/json']],
      body: filled(jsonBody, seen),
    },
  };
}

/** As n8n fills a field: one that begins with `=` is text, with JavaScript between double braces. */
function filled(field: string, seen: Seen): string {
  if (!field.startsWith('=')) return field;
  return field
    .slice(1)
    .replaceAll(/\{\{([^]+?)\}\}(?!\})/g, (_, code: string) => String(runInNewContext(code, { ...seen })));
}
