/** Runs the whole program with the tests' chat, as a process that can be killed: `node child.ts CONFIG.json`. */
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { createApp } from '../../src/app.ts';
import { httpChat } from './http-chat.ts';

const [, , file = ''] = process.argv;
const app = createApp(JSON.parse(readFileSync(file, 'utf8')), {
  env: {},
  dir: dirname(file),
  channels: [httpChat],
});
await app.start();
// It will be killed: what Node made of the program is written now, so that the next one starts in half the time.
flushCompileCache();
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
process.send?.({ publicUrl: app.publicUrl, privateUrl: app.privateUrl });
