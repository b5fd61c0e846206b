import { setTimeout as sleep } from 'node:timers/promises';
import { badPosts, type BadPost } from './bad.ts';
import type { ConsoleLog } from './console-log.ts';
import type { CanaryProgram } from './canary-program.ts';
import type { Home } from './home.ts';
import type { BadOutcome, GoodOutcome, Outcome } from './judge.ts';
import { BURST, CALM } from './payloads.ts';
import type { LedgerProgram } from './ledger-program.ts';
import { playCanary } from './play-canary.ts';
import { playLedger } from './play-ledger.ts';
import { send, type Answer, type Post } from './post.ts';
import type { Host, Program } from './program.ts';
import type { Screen } from './screen.ts';
import { deliver, newDelivery, signedPost, type Delivery } from './sender.ts';
import { eventsOf, whyRefused } from './trail.ts';

export interface Stage {
  readonly home: Home;
  readonly host: Host;
  readonly canary: CanaryProgram;
  readonly ledger: LedgerProgram;
  readonly log: ConsoleLog;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** How long a message may take to appear; it is then judged as missing. */
const PATIENCE_MS = 10_000;
const POLL_MS = 20;
/** As long as a post takes: at the kill some are answered, some committed and not answered, some neither. */
const KILL_WITHIN_MS = 6;

/** The demo from the first start to the last stop. */
export async function play(stage: Stage): Promise<Outcome> {
  const { screen, signal } = stage;
  screen.step('Start the real program: own process, empty database, fresh secrets');
  let program = await start(stage);

  screen.step(`${CALM.length} real payloads, each signed as its sender does it`);
  const calm = CALM.map(newDelivery);
  const requests = new Map<Delivery, Post>();
  for (const delivery of calm) requests.set(delivery, await postOne(stage, program, delivery));

  screen.step('Four that anybody on the internet could send');
  const bad = await postBad(stage, program, requests);

  screen.step(`${BURST.length} more at once, and the process is killed (SIGKILL) meanwhile`);
  const burst = BURST.map(newDelivery);
  await postAndKill(stage, program, burst);

  screen.step('Start again on the same database');
  program = await start(stage);
  const safe = burst.filter(({ answers }) => answers.some((answer) => answer !== null));
  await untilShown(stage, safe);
  await screen.pause(signal);

  const again = burst.filter((delivery) => !safe.includes(delivery));
  screen.step(`Who got no answer posts again, as senders do: ${again.length} of the ${burst.length}`);
  for (const delivery of again) await postOne(stage, program, delivery);

  const deliveries = [...calm, ...burst];
  await until(async () => {
    const events = await eventsOf(program, signal);
    return deliveries.every((delivery) => events.get(idOf(delivery) ?? '') === true);
  }, signal);
  const events = await eventsOf(program, signal);
  const stoppedCleanly = await program.stop();
  screen.messages(stage.log.take());
  const good = deliveries.map((delivery) => outcomeOf(delivery, events, stage.log));
  const canary = await playCanary(stage);
  const ledger = await playLedger(stage);
  return { good, bad, eventsKept: events.size, stoppedCleanly, canary, ledger };
}

async function start({ host, screen, signal }: Stage): Promise<Program> {
  const before = performance.now();
  const program = await host.start(signal);
  screen.line(`     listening on ${program.publicUrl} after ${seconds(performance.now() - before)}`);
  await screen.pause(signal);
  return program;
}

async function postOne(stage: Stage, program: Program, delivery: Delivery): Promise<Post> {
  const { home, screen, signal } = stage;
  const { bound } = home.source(delivery.payload.source);
  const post = signedPost(delivery, bound, program.publicUrl, Date.now());
  const answer = await deliver(delivery, post, signal);
  showSent(screen, delivery, answer);
  await untilShown(stage, [delivery]);
  await screen.pause(signal);
  return post;
}

async function postBad(
  { home, screen, signal }: Stage,
  program: Program,
  requests: ReadonlyMap<Delivery, Post>,
): Promise<readonly BadOutcome[]> {
  const outcomes: BadOutcome[] = [];
  const recorded = [...requests].map(([delivery, post]) => ({ delivery, post }))[1];
  if (recorded === undefined) throw new Error('nothing was posted that could be replayed');
  for (const bad of badPosts(home, program.publicUrl, recorded, Date.now())) {
    const answer = await send(bad.post, signal);
    const reason = await reasonOf(program, bad, answer, recorded.delivery, signal);
    const { kind, what, expect } = bad;
    outcomes.push({ kind, expect, status: answer?.status ?? null, reason });
    const fine = answer?.status === expect.status && reason === expect.reason;
    screen.sent(kind, what, `${answer?.status ?? 'no answer'}  ${reason}`, fine);
    await screen.pause(signal);
  }
  screen.line('     (the caller learns the number only; why is told by npx pithead trace ID)');
  return outcomes;
}

async function reasonOf(
  program: Program,
  { kind }: BadPost,
  answer: Answer | null,
  original: Delivery,
  signal: AbortSignal,
): Promise<string> {
  if (answer === null) return 'no answer';
  if (kind === 'replayed' && answer.duplicate) {
    return answer.id === idOf(original) ? 'duplicate' : 'duplicate of another event';
  }
  return whyRefused(program, answer.requestId, signal);
}

/** Of the first, half the body is sent; the others come in two waves, and the kill in the midst of the second. */
async function postAndKill(stage: Stage, program: Program, burst: readonly Delivery[]): Promise<void> {
  const { log, screen, signal } = stage;
  const [slow, ...others] = burst;
  if (slow === undefined) throw new Error('nothing to post');
  const half = Math.ceil(others.length / 2);
  const posts = [postBlind(stage, program, slow, true)];
  const firstWave = others.slice(0, half).map((delivery) => postBlind(stage, program, delivery));
  await Promise.race(firstWave);
  posts.push(...firstWave, ...others.slice(half).map((delivery) => postBlind(stage, program, delivery)));
  await sleep(KILL_WITHIN_MS * Math.random(), undefined, { signal });
  await program.kill();
  await Promise.all(posts);
  const printed = log.take();
  screen.line(`     the process is dead${printed.length > 0 ? ', and this it had still shown:' : ''}`);
  screen.messages(printed);
  await screen.pause(signal);
}

/** Posts without a look at the console: others are in flight. */
async function postBlind(stage: Stage, program: Program, delivery: Delivery, half = false): Promise<void> {
  const { home, screen, signal } = stage;
  const { bound } = home.source(delivery.payload.source);
  const post = signedPost(delivery, bound, program.publicUrl, Date.now());
  const answer = await deliver(delivery, post, signal, half);
  showSent(screen, delivery, answer);
}

async function untilShown({ log, screen, signal }: Stage, deliveries: readonly Delivery[]): Promise<void> {
  const ids = deliveries.flatMap((delivery) => idOf(delivery) ?? []);
  await until(() => Promise.resolve(ids.every((id) => log.count(id).shown > 0)), signal);
  screen.messages(log.take());
}

/** Resolves when `check` says true, or patience ends. */
async function until(check: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await check()) && performance.now() < end) await sleep(POLL_MS, undefined, { signal });
}

function outcomeOf(delivery: Delivery, events: ReadonlyMap<string, boolean>, log: ConsoleLog): GoodOutcome {
  const { source, type } = delivery.payload;
  const id = idOf(delivery);
  const { shown, marked } = id === null ? { shown: 0, marked: 0 } : log.count(id);
  const delivered = id !== null && events.get(id) === true;
  return { name: `${source} ${type}`, answers: delivery.answers, delivered, shown, marked };
}

function idOf({ answers }: Delivery): string | null {
  return answers.find((answer) => answer !== null)?.id ?? null;
}

function showSent(screen: Screen, { payload }: Delivery, answer: Answer | null): void {
  screen.sent(payload.source, payload.type, sayAnswer(answer), answer !== null && answer.status < 300);
}

function sayAnswer(answer: Answer | null): string {
  if (answer === null) return 'no answer';
  if (answer.duplicate) return `${answer.status}  duplicate: it was safe already`;
  return answer.status === 202 ? '202  accepted' : `${answer.status}  refused`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
