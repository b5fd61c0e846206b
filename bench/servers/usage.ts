import { createApp } from '../../src/app.ts';

/** The whole program with one workflow that has two budgets, and a real file for its database. */
const [key = '', dir = ''] = process.argv.slice(2);
const app = createApp(
  {
    server: {
      public: { host: '127.0.0.1', port: 0 },
      private: { host: '127.0.0.1', port: 0 },
      clock: 'trust',
    },
    storage: 'sqlite:data/pithead.db',
    channels: { terminal: { type: 'console' } },
    // The day's is used up in the midst of the load: from then on every record is judged against a budget that is gone.
    workflows: { digest: { key, budget: { day: '$100', month: '$100000' } } },
  },
  { dir },
);

process.once('disconnect', () => process.exit());
process.on('message', (wish) => {
  void app.settled().then(() => process.send?.({ done: wish }));
});

await app.start();
process.send?.({ url: app.privateUrl });
