import { createApp } from '../../src/app.ts';

/** The whole program: a real file for its database, one source, every event delivered to the console. */
const [secret = '', dir = ''] = process.argv.slice(2);
const app = createApp(
  {
    server: {
      public: { host: '127.0.0.1', port: 0 },
      private: { host: '127.0.0.1', port: 0 },
      // Whether this machine has set its clock is not what is measured.
      clock: 'trust',
    },
    storage: 'sqlite:data/pithead.db',
    channels: { terminal: { type: 'console' } },
    sources: { github: { scheme: 'github', secrets: [secret] } },
  },
  { dir },
);

process.once('disconnect', () => process.exit());
process.on('message', (wish) => {
  const work = wish === 'stop' ? app.stop() : app.settled();
  void work.then(() => process.send?.({ done: wish }));
});

await app.start();
process.send?.({ url: app.publicUrl });
