import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Post } from './load/client.ts';

const BODY_BYTES = 1_024;
export const HOOK_PATH = '/hooks/github';

const MARK = '@'.repeat(40);
const TEMPLATE = pushPayload();

/** One GitHub push of exactly 1 KiB, unlike any other, signed as GitHub signs. */
export function newWebhook(secret: string): Post {
  const body = TEMPLATE.replaceAll(MARK, randomBytes(20).toString('hex'));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    path: HOOK_PATH,
    body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/044aadd',
      'X-GitHub-Delivery': randomUUID(),
      'X-GitHub-Event': 'push',
      'X-Hub-Signature-256': `sha256=${signature}`,
    },
  };
}

function pushPayload(): string {
  const repository = 'https://github.com/example/pump-station';
  const payload = (message: string) =>
    JSON.stringify({
      ref: 'refs/heads/main',
      before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      after: MARK,
      repository: {
        id: 186853002,
        full_name: 'example/pump-station',
        private: false,
        html_url: repository,
        default_branch: 'main',
      },
      pusher: { name: 'ada', email: 'ada@example.org' },
      sender: { login: 'ada', id: 21031067, type: 'User' },
      created: false,
      deleted: false,
      forced: false,
      compare: `${repository}/compare/6113728f27ae...${MARK}`,
      commits: [],
      head_commit: {
        id: MARK,
        message,
        timestamp: '2026-11-22T03:00:00+01:00',
        url: `${repository}/commit/${MARK}`,
        author: { name: 'Ada', email: 'ada@example.org' },
        added: [],
        removed: [],
        modified: ['README.md'],
      },
    });
  return payload('Say what the pump does. '.padEnd(24 + BODY_BYTES - payload('').length - 24, 'x'));
}
