import { describe, expect, it } from 'vitest';
import { asking } from './calls.ts';

const ADMIN = 'telegram 1';
const LIKE_MUTE = 'type /mute TARGET DURATION [reason], like /mute host=pi 2h moving it';

describe('wrong use gets one line that says what to type', () => {
  it.each([
    ['/trace', 'ID is missing: type /trace ID, like /trace 1m5ma3pfz0000'],
    ['/replay', 'ID is missing: type /replay ID, like /replay 1m5ma3pfz0000'],
    ['/incident', 'ID is missing: type /incident ID, like /incident 1m5ma3pfz0000'],
    ['/ack', 'ID is missing: type /ack ID, like /ack 1m5ma3pfz0000'],
    ['/mute', `TARGET is missing: ${LIKE_MUTE}`],
    ['/mute host=pi', `DURATION is missing: ${LIKE_MUTE}`],
    ['/unmute', 'TARGET is missing: type /unmute TARGET, like /unmute host=pi'],
    ['/run', 'CANARY is missing: type /run CANARY, like /run database'],
    ['/pause', 'WORKFLOW is missing: type /pause WORKFLOW [reason], like /pause digest it loops'],
    ['/resume', 'WORKFLOW is missing: type /resume WORKFLOW, like /resume digest'],
    ['/canaries a b', '/canaries takes no more than one word: type /canaries [name], like /canaries pong'],
    ['/incidents now', '/incidents takes nothing: type /incidents'],
    ['/incidents all', '/incidents takes nothing: type /incidents'],
    ['/pair', 'CODE is missing: type /pair CODE, like /pair 7k2mw9qxhd'],
    ['/trace a b', '/trace takes no more than one word: type /trace ID, like /trace 1m5ma3pfz0000'],
    ['/status now', '/status takes nothing: type /status'],
    ['/events a b', '/events takes no more than one word: type /events [source], like /events github'],
    ['/help a b', '/help takes no more than one word: type /help [command], like /help mute'],
    [
      `/trace ${'x'.repeat(201)}`,
      'ID is too long, 200 characters at most: type /trace ID, like /trace 1m5ma3pfz0000',
    ],
    ['/statsu', 'There is no /statsu: did you mean /status?'],
    ['/stat', 'There is no /stat: did you mean /status?'],
    ['/event', 'There is no /event: did you mean /events?'],
    ['/hepl', 'There is no /hepl: did you mean /help?'],
    ['/weather', 'There is no /weather: /help lists them all'],
    ['/', 'There is no /: /help lists them all'],
    [`/${'x'.repeat(3_000)}`, `There is no /${'x'.repeat(31)}…: /help lists them all`],
  ])('%.30s', async (line, answer) => {
    const { ask, uses } = asking();
    expect(await ask(ADMIN, line)).toEqual({ title: answer, body: '', link: null });
    expect(uses.map(({ outcome }) => outcome)).toEqual(['usage']);
  });

  it('but a large first letter, as phones write it, is no wrong use', async () => {
    expect((await asking().ask(ADMIN, '/Status'))?.title).toBe('1 incident is open: /incidents');
  });
});
