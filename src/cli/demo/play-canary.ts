import { sayHistory } from '../../bots/commands/say-history.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, sayDuration, SECOND_MS } from '../../core/duration.ts';
import { CANARY } from './canary-home.ts';
import type { CanaryProgram } from './canary-program.ts';
import { phaseProblems, type CanaryOutcome, type CanaryPhase, type PhaseName } from './judge-canary.ts';
import { deedLine, runLine, runsLine, timeOfDay } from './run-lines.ts';
import { TEXT_INDENT, type Screen } from './screen.ts';

export interface CanaryStage {
  readonly canary: CanaryProgram;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** A Tuesday at midnight. */
const START = Date.UTC(2026, 2, 3);
/** About how long an answer takes. */
const USUAL_MS = 800;
const BLIP_MS = 4_000;
const SLOW_MS = 2_600;

/** Nearly two days of a canary, by a clock that is moved: well, a blip, slow and told, well again and told. */
export async function playCanary({ canary, screen, signal }: CanaryStage): Promise<CanaryOutcome> {
  const before = performance.now();
  let seenUntil = START;

  /** Lets time pass and shows what came: `singly` runs each for itself, with what they mean if they are as they should be. */
  async function pass(name: PhaseName, until: number, singly: number, meaning = ''): Promise<CanaryPhase> {
    await canary.passUntil(until, signal);
    const runs = await canary.runsSince(seenUntil);
    seenUntil = until;
    const lines = canary.takeMessages();
    const phase = { runs, told: lines.filter((line) => !line.startsWith(' ')).length };
    const asExpected = phaseProblems(name, phase).next().done === true;
    for (const run of runs.slice(0, singly)) screen.line(runLine(run, asExpected ? meaning : ''));
    if (runs.length > singly) screen.line(runsLine(runs.slice(singly)));
    screen.messages(lines);
    await screen.pause(signal);
    return phase;
  }

  screen.step('A canary: the same program once more, by a clock that the demo moves');
  screen.line(`     prompts/canaries/${CANARY}.md asks a model every hour for {"reply": "pong"}.`);
  screen.line('     The answer must be JSON, and come no slower than usual. The model is the');
  screen.line("     demo's own, and the time is simulated: two days in seconds.\n");
  canary.answerIn(USUAL_MS);
  await canary.start(START);
  const usual = await pass('usual', wednesday('02:30'), 2);

  screen.step('One slow answer in the night');
  canary.answerIn(BLIP_MS);
  const blip = await pass('blip', wednesday('03:00:20'), 1, 'ask again, stay quiet');
  canary.answerIn(USUAL_MS);
  const again = await pass('asked again', wednesday('03:05'), 3, 'a blip: nobody woken');
  const night = await pass('night', wednesday('08:30'), 0);

  screen.step('In the morning the model has become slow');
  canary.answerIn(SLOW_MS);
  const slow = await pass('slow', wednesday('09:00:50'), 2, 'ask again, stay quiet');
  const confirmed = await pass('confirmed', wednesday('09:05'), 1, '3 of 3: now tell');
  const [incident] = await canary.incidents();
  if (incident !== undefined) {
    await canary.acknowledge(incident.id);
    screen.line(deedLine(wednesday('09:05'), `npx pithead ack ${incident.id}`, 'you take it on'));
  }
  const still = await pass('still slow', wednesday('10:30'), 1, 'known: stay quiet');

  screen.step('Then it is as fast as before');
  canary.answerIn(USUAL_MS);
  const fast = await pass('fast again', wednesday('11:01:20'), 3, 'over? ask again');
  const resolved = await pass('resolved', wednesday('11:05'), 1, '4 of 4: it is over');
  const end = wednesday('18:30');
  const evening = await pass('evening', end, 0);

  screen.step(`What the chat answers to /canaries ${CANARY}`);
  const { title, body } = sayHistory(await canary.history(START, end), null, end);
  const lines = body.split('\n').map((line) => (TEXT_INDENT + line).trimEnd());
  screen.messages([`${timeOfDay(end)}  ${title}`, ...lines]);
  const tookMs = performance.now() - before;
  screen.line(
    `     (${sayDuration(end - START)} by its clock, ${(tookMs / SECOND_MS).toFixed(1)} s by yours)`,
  );
  return {
    phases: {
      usual,
      blip,
      'asked again': again,
      night,
      slow,
      confirmed,
      'still slow': still,
      'fast again': fast,
      resolved,
      evening,
    },
    incidents: await canary.incidents(),
  };
}

/** `HH:MM` or `HH:MM:SS` of the second day. */
function wednesday(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return START + DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS;
}
