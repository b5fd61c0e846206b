import { ConfigError, createApp, type App } from './app.ts';
import { loadConfig, type Config, type Problem } from './config.ts';

export type Started =
  | { readonly ok: true; readonly app: App; readonly config: Config; readonly file: string | null }
  | { readonly ok: false; readonly file: string | null; readonly problems: readonly Problem[] };

/** Loads the configuration, starts the program, and stops it on SIGINT and SIGTERM. */
export async function run(configPath: string | null): Promise<Started> {
  const loaded = loadConfig({ path: configPath, cwd: process.cwd(), env: process.env });
  if (!loaded.ok) return loaded;
  const { raw, env, dir, config, file } = loaded;
  let app: App;
  try {
    app = createApp(raw, { env, dir });
  } catch (error) {
    if (error instanceof ConfigError) return { ok: false, file, problems: error.problems };
    throw error;
  }
  await app.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(app));
  process.send?.('ready');
  return { ok: true, app, config, file };
}

async function stop(app: App): Promise<void> {
  try {
    await app.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`the stop failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
