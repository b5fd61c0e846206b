import { createLog } from '../../src/trail/log.ts';

// Logs to stdout until nobody can have missed that its reader went away, then says on stderr how it went.
const log = createLog({
  stdout: process.stdout,
  tty: false,
  colour: false,
  timezone: 'UTC',
  now: Date.now,
  redact: (text) => text,
});
let lines = 0;
const timer = setInterval(() => {
  log.info('step', { lines });
  if (++lines < 100) return;
  clearInterval(timer);
  process.stderr.write(`still alive after ${lines} lines`);
}, 2);
