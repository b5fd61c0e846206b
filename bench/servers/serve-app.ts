import { createApp } from '../../src/app.ts';

/**
 * The whole program, its database a real file in `dir`. Tells the parent where `listener` is, settles or stops as the parent
 * wishes, and ends with it. `more`: what its configuration has besides.
 */
export async function serveApp(
  dir: string,
  more: object,
  listener: 'publicUrl' | 'privateUrl',
): Promise<void> {
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
      ...more,
    },
    { dir },
  );
  process.once('disconnect', () => process.exit());
  process.on('message', (wish) => {
    const work = wish === 'stop' ? app.stop() : app.settled();
    void work.then(() => process.send?.({ done: wish }));
  });
  await app.start();
  process.send?.({ url: app[listener] });
}
