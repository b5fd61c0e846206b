import { readFileSync } from 'node:fs';

/** A body the demo posts: `examples/payloads/SOURCE.TYPE.json`. */
export interface Payload {
  readonly source: DemoSource;
  readonly type: string;
}

export type DemoSource = 'github' | 'stripe' | 'replicate' | 'n8n';

/** Posted one after the other, while all is well. */
export const CALM: readonly Payload[] = [
  { source: 'github', type: 'push' },
  { source: 'github', type: 'pull_request' },
  { source: 'github', type: 'check_run' },
  { source: 'stripe', type: 'invoice' },
  { source: 'replicate', type: 'prediction' },
];

/** Posted at the same time, while the process is killed; of the first, half the body has been sent by then. */
export const BURST: readonly [Payload, ...Payload[]] = [
  { source: 'github', type: 'release' },
  { source: 'github', type: 'issues' },
  { source: 'github', type: 'issue_comment' },
  { source: 'github', type: 'deployment_status' },
  { source: 'github', type: 'dependabot_alert' },
  { source: 'github', type: 'star' },
  { source: 'n8n', type: 'backup' },
];

/** The body as it is sent, byte for byte. */
export function bodyOf({ source, type }: Payload): Buffer {
  return readFileSync(new URL(`../../../examples/payloads/${source}.${type}.json`, import.meta.url));
}
