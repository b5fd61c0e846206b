// pm2 start ecosystem.config.cjs
const path = require('node:path');

module.exports = {
  apps: [
    {
      name: 'pithead',
      cwd: __dirname,
      script: path.join(__dirname, 'bin', 'pithead.mjs'),
      args: 'start',
      // The pinned Node of this checkout, whatever the system has.
      interpreter: path.join(__dirname, 'node_modules', '.bin', 'node'),
      exec_mode: 'fork',
      instances: 1,
      // "online" is said only when both listeners listen.
      wait_ready: true,
      listen_timeout: 15_000,
      // A stop drains for 5 s and closes connections for up to 5 s more before it ends.
      kill_timeout: 12_000,
      // A crash loop must not hammer the far ends.
      exp_backoff_restart_delay: 200,
      max_memory_restart: '400M',
      merge_logs: true,
      // The log, from which `npx pithead incident ID` takes an incident's lines.
      out_file: path.join(__dirname, 'data', 'pithead.log'),
      // The banner and what the console channel shows.
      error_file: path.join(__dirname, 'data', 'pithead-console.log'),
    },
  ],
};
