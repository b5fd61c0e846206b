import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/bots/commands/index.ts';
import { parseArguments } from '../../../src/bots/commands/parse-arguments.ts';
import type { CommandInfo } from '../../../src/core/chat.ts';
import { asking, asText } from './calls.ts';

const ADMIN = 'telegram 1';

describe('/help', () => {
  it('lists what this person may ask', async () => {
    const { ask } = asking();
    expect(await asText(ask('discord 903', '/help'))).toBe(`What eve may ask (viewer)
/status: what is wrong now, and how the program, its channels and its sources are
/incidents: what is wrong now, what was lately, and what is muted
/incident ID: one incident whole: cause, evidence, what next, its history
/canaries [name]: how every canary did last and when it runs next; of one, a week with its chart and what changed
/spend [workflow] [since]: what was spent by workflow in a week, or by model of one workflow, with a chart
/budget [workflow] [set]: how every budget stands, or that of one workflow; an admin sets one
/digest [span]: the last day in short, or the last week: dollars, calls, latency, canaries, incidents
/events [source]: the newest events and what became of them
/trace ID: what happened to an event, an incident, a request or a delivery, step by step
/help [command]: what can be asked here

With the role operator: /ack, /mute, /unmute, /run, /pause, /resume, /replay, /doctor`);
    const all = await asText(ask(ADMIN, '/help'));
    expect(all).toContain('/replay ID: send an event again');
    expect(all).toContain('/doctor: look for what is wrong');
    expect(all).not.toMatch(/With the role|\/pair/);
  });

  it.each([
    [
      '/help trace',
      '/trace ID: what happened to an event, an incident, a request or a delivery, step by step\nID: an event’s, an incident’s, a request’s or a sender’s delivery id\nFor example: /trace 1m5ma3pfz0000',
    ],
    [
      '/help /Events',
      '/events [source]: the newest events and what became of them\n[source]: of this source only\nFor example: /events github',
    ],
    ['/help status', '/status: what is wrong now, and how the program, its channels and its sources are'],
    ['/help replya', 'There is no /replya: did you mean /replay?'],
    ['/help replay', '/replay takes the role operator; eve has viewer'],
  ])('%s', async (line, answer) => {
    expect(await asText(asking().ask('discord 903', line))).toBe(answer);
  });
});

describe('the help', () => {
  it('of a command that acts says what it does, what each argument is, and an example', async () => {
    expect(await asText(asking().ask(ADMIN, '/help mute'))).toBe(`/mute TARGET DURATION [reason]: \
be told nothing of something for a while; it is still watched, and the mute ends by itself
TARGET: a source’s or channel’s name, label=value, an incident’s id, a fingerprint (* is anything)
DURATION: how long: 30m, 2h, 3d
[reason]: why, for the others
For example: /mute host=pi 2h moving it or /mute shop 1d`);
  });

  it('of /run names what can be run here', async () => {
    expect(await asText(asking().ask(ADMIN, '/help run'))).toBe(`/run CANARY: \
look again at once, without waiting for the schedule
CANARY: a canary’s name, or database, vitals, connection or deadman, as an incident names it
For example: /run database`);
  });

  it('has a valid example for every command that takes arguments', () => {
    for (const command of COMMANDS) {
      const { name, args, example = '', moreExamples = [] }: CommandInfo = command.info;
      if (args.length === 0) continue;
      for (const line of [example, ...moreExamples]) {
        const [, used, rest = ''] = /^\/(\w+) (.+)$/.exec(line) ?? [];
        expect([name, used]).toEqual([name, name]);
        expect(parseArguments(command.info, rest)).toMatchObject({ ok: true });
      }
    }
  });
});
