import { randomBytes as drawBytes } from 'node:crypto';
import { createBooking } from './app/booking.ts';
import { createCommands } from './app/commands.ts';
import { ConfigError } from './app/config-error.ts';
import { dependenciesOf } from './app/dependencies.ts';
import { createDispatching } from './app/dispatching.ts';
import { createLoopbacks } from './app/loopback.ts';
import { closeOutboxes, drain, type Outboxes } from './app/outboxes.ts';
import type { Overrides } from './app/overrides.ts';
import { createProbing } from './app/probing.ts';
import { createPublicListener } from './app/public-listener.ts';
import { createTrust } from './app/trust.ts';
import { createWatching, type Watching } from './app/watching.ts';
import { CHANNELS } from './bots/index.ts';
import { createChartRenderer } from './charts/png.ts';
import { systemClock } from './clock.ts';
import { parseConfig, type Config } from './config.ts';
import { demoSource } from './config/demo-source.ts';
import { createControlListener } from './control/listener.ts';
import { createMetrics } from './control/metrics.ts';
import type { Observe } from './core/alerts.ts';
import { createActivity, settled } from './core/activity.ts';
import { createIds, integerOfId, newTraceId, timeOfId } from './core/ids.ts';
import { createRandomPool } from './core/random-pool.ts';
import { createRedactor } from './core/redact.ts';
import { createTimers } from './core/timers.ts';
import { createReplay } from './dispatch/replay.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createRenderer } from './messages/index.ts';
import { controlKey, demoSecret } from './own-secrets.ts';
import { createRoutes } from './routing/decide.ts';
import { removeRun, writeRun } from './run-file.ts';
import { ENGINES, type StorageEngine } from './storage/index.ts';
import { createLog } from './trail/log.ts';
import { createRefusedKeeper } from './trail/refused.ts';
import { VERSION } from './version.ts';
import { sameBytes } from './webhooks/compare.ts';

export { ConfigError } from './app/config-error.ts';
export type { Overrides, Terminal } from './app/overrides.ts';

/** Time the channels get at a stop to send what waits; pm2's `kill_timeout` is above it. */
export const DRAIN_MS = 5_000;
/** Afterwards, for a channel to let go of its connections. */
const CLOSE_MS = 1_500;
/** Before all that, for the pinned message to say that this was on purpose. */
const FAREWELL_MS = 1_000;

export interface App {
  /** Resolves when both listeners listen and the channels have begun. Throws where something can't be had. */
  start(): Promise<void>;
  /** Takes no more, sends for 5 s what it can, leaves the rest for the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing is in flight and nothing is due at the clock's `now()`. */
  settled(): Promise<void>;
  /** What an embedder's own checks saw; becomes an incident like what the program sees itself. Known after `start`. */
  readonly observe: Observe;
  /** Known after `start`. */
  readonly publicUrl: string;
  readonly privateUrl: string;
}

/** The whole program. `input` is a configuration file's content as an object. Throws a `ConfigError`. */
export function createApp(input: unknown, overrides: Overrides = {}): App {
  const engines: readonly StorageEngine[] = [...ENGINES, ...(overrides.engines ?? [])];
  const parsed = parseConfig(input, {
    env: overrides.env ?? process.env,
    dir: overrides.dir ?? process.cwd(),
    adapters: {
      channels: [...CHANNELS, ...(overrides.channels ?? [])],
      storage: engines.map(({ scheme }) => scheme),
    },
  });
  if (!parsed.ok) throw new ConfigError(parsed.problems);
  return build(parsed.config, engines, overrides);
}

function build(config: Config, engines: readonly StorageEngine[], overrides: Overrides): App {
  const stdout = overrides.stdout ?? process.stdout;
  const stderr = overrides.stderr ?? process.stderr;
  const tty = stdout.isTTY === true;
  const colour = tty && (overrides.env ?? process.env)['NO_COLOR'] === undefined;
  const clock = createTimers(overrides.clock ?? systemClock);
  const activity = createActivity();
  const randomBytes = createRandomPool(drawBytes);
  const cleanUps: (() => Promise<void> | void)[] = [];
  let urls: { readonly publicUrl: string; readonly privateUrl: string } | null = null;
  let outboxes: Outboxes = new Map();
  let observe: Observe | null = null;

  async function start(): Promise<void> {
    const key = controlKey(config.dataDir);
    const demo = config.demo ? demoSecret(config.dataDir) : null;
    const redact = createRedactor([...config.secrets, key, ...(demo === null ? [] : [demo])]);
    const log = createLog({
      stdout,
      tty,
      colour,
      timezone: config.timezone,
      now: () => clock.now(),
      redact,
      // The requests of a group commit are answered in one go: so are their lines written.
      gather: queueMicrotask,
    });
    cleanUps.push(() => log.flush(AbortSignal.timeout(1_000)));

    const engine = engines.find(({ scheme }) => scheme === config.storage.engine);
    if (engine === undefined) throw new Error(`no storage engine ${config.storage.engine}`);
    const store = await engine.open(config.storage.location, () => clock.monotonic());
    cleanUps.push(() => store.close());
    const newest = await store.newestId();
    const newId = createIds(() => clock.now(), randomBytes, newest === null ? 0n : integerOfId(newest));
    const startedAt = clock.now();

    const names = config.channels.map(({ name }) => name);
    const metrics = createMetrics(store, names, () => clock.now());
    const refused = createRefusedKeeper({ store, clock, activity, log });
    cleanUps.push(() => refused.flush());

    const sources = new Map(config.sources);
    if (demo !== null) {
      sources.set('demo', demoSource(demo));
    }
    const shared = { config, store, clock, activity, log, redact, newTraceId: () => newTraceId(randomBytes) };
    const loopbacks = createLoopbacks({ config, store, clock, randomBytes: drawBytes });
    const decideRoutes = createRoutes(config.routes, names);
    const render = createRenderer(config.routes, log);

    for (const { adapter } of config.channels) await adapter.load?.();
    const random = overrides.random ?? Math.random;
    const late: { watching: Watching | null } = { watching: null };
    const dispatching = createDispatching({
      ...shared,
      store: loopbacks.store,
      showStanding: (id) => loopbacks.show(id),
      random,
      newId,
      decideRoutes,
      render,
      brokenRoute: (route) => metrics.brokenRoute(route),
      commitFailed: (detail) => late.watching?.database.failed(detail, clock.now()),
      connectionDown: () => late.watching?.connectionDown() ?? Promise.resolve(false),
      channelDeps: {
        clock,
        stdout: tty ? stdout : stderr,
        tty,
        colour,
        log,
        redact,
        timezone: config.timezone,
        scope: store,
        memory: store,
      },
    });
    ({ outboxes } = dispatching);
    const { accept, alerts, dispatch } = dispatching;
    ({ observe } = alerts);
    cleanUps.push(() => closeOutboxes(outboxes, CLOSE_MS));
    const watching = createWatching({
      ...shared,
      outboxes,
      alerts,
      sources: [...sources.keys()],
      startedAt,
      random,
      readVitals: overrides.readVitals ?? null,
    });
    late.watching = watching;
    const draw = createChartRenderer();
    const booking = await createBooking({ ...shared, accept, newId, draw });
    const { ledger } = booking;
    const probing = createProbing({
      ...shared,
      ...booking.lent,
      draw,
      observe: alerts.observe,
      clockGiven: overrides.clock !== undefined,
      readVitals: overrides.readVitals ?? null,
      loopback: (name) => loopbacks.of(name),
      connectionDown: () => watching.connectionDown(),
      rerun: watching.rerun,
    });
    cleanUps.push(() => alerts.stop());
    cleanUps.push(startHousekeeping({ store, clock, activity, log }));

    const newestKnown = newest === null ? null : timeOfId(newest);
    const trust = createTrust(config.server.clock, clock, newestKnown, overrides.clock !== undefined);
    const replay = createReplay(dispatch);
    const running = {
      trail: store,
      known: () => ({ version: VERSION, startedAt, channels: channelNames(), sources: [...sources.keys()] }),
      flush: () => refused.flush(),
      replay,
      incidents: store,
      actions: alerts,
      rerun: probing.rerun,
      canaries: probing.canaries,
      ledger,
      redact,
      log,
    };
    const control = createControlListener({
      ...running,
      uses: store,
      record: (use) => store.record(use),
      now: () => clock.now(),
      ...booking.served,
      dependencies: () => dependenciesOf(store, trust(), outboxes.values(), watching.databaseTrouble()),
      metrics,
      key,
      same: (a, b) => sameBytes(Buffer.from(a), Buffer.from(b)),
    });
    await ledger.start();
    cleanUps.push(() => ledger.stop());
    const { url: privateUrl } = await control.listen(config.server.private.host, config.server.private.port);
    cleanUps.push(() => control.close());
    // What was open is known before any channel asks how its cards look.
    await alerts.start();
    for (const outbox of outboxes.values()) await outbox.start();
    const listener = createPublicListener({
      ...shared,
      sources,
      loopbacks,
      accept,
      clockTrusted: () => trust().trusted,
      newId,
      randomBytes,
      refused,
      metrics,
      watching,
    });
    const { url: publicUrl } = await listener.listen(config.server.public.host, config.server.public.port);
    cleanUps.push(() => drain(outboxes, DRAIN_MS));
    cleanUps.push(() => listener.close());
    urls = { publicUrl, privateUrl };
    writeRun(config.dataDir, { pid: process.pid, startedAt, ...urls });
    cleanUps.push(() => removeRun(config.dataDir));
    const commands = createCommands({
      ...shared,
      ...running,
      trust,
      databaseTrouble: () => watching.databaseTrouble(),
      publicUrl,
      chart: (name) => probing.chart(name),
      spending: booking.spending,
    });
    await watching.start();
    cleanUps.push(() => watching.stop(FAREWELL_MS));
    cleanUps.push(await booking.begin(newest !== null));
    await probing.start();
    cleanUps.push(() => probing.stop());
    if (overrides.listen !== false) for (const { channel } of outboxes.values()) channel.listen?.(commands);
    log.info('started', { version: VERSION, public: publicUrl, private: privateUrl, config: config.hash });
  }

  function channelNames() {
    return [...outboxes.values()].map(({ channel: { name, type, editable } }) => ({ name, type, editable }));
  }

  async function stop(): Promise<void> {
    for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) await cleanUp();
    clock.cancelAll();
  }

  return {
    async start() {
      try {
        await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    settled: () => settled(activity, clock, () => new Promise((resolve) => setImmediate(resolve))),
    get observe() {
      return known(observe);
    },
    get publicUrl() {
      return known(urls).publicUrl;
    },
    get privateUrl() {
      return known(urls).privateUrl;
    },
  };
}

function known<T>(value: T | null): T {
  if (value === null) throw new Error('the program has not been started');
  return value;
}
