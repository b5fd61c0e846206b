import { describe, expect, it, test } from 'vitest';
import { at, textAt } from '../../src/core/json.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { expectReadable } from './expect-readable.ts';
import { PAYLOADS } from './github-payloads.ts';
import { fits, render } from './render-github.ts';

describe('the 329 example payloads', () => {
  it('are all there', () => {
    expect(PAYLOADS).toHaveLength(329);
    expect(new Set(PAYLOADS.map(({ type }) => type)).size).toBe(58);
  });

  test.each(PAYLOADS)('$name reads well', ({ type, data }) => {
    expect(fits(type, data)).toBe(true);
    const message = render(type, data);
    expectReadable(message);
    expect(message.title).not.toContain('Someone');
    expect(message.body).not.toMatch(/\bMDQ6|\bPVT_|\bI_kw/);
    if (hasPage(data, type)) expect(message.link).not.toBeNull();
    const known = [
      textAt(data, 'repository', 'full_name'),
      textAt(data, 'organization', 'login'),
      textAt(data, 'sender', 'login'),
      textAt(data, 'marketplace_purchase', 'account', 'login'),
      textAt(data, 'sponsorship', 'sponsor', 'login'),
      textAt(data, 'security_advisory', 'summary'),
    ].filter((name) => name !== null);
    expect(known.some((name) => message.title.includes(name))).toBe(true);
  });

  test.each(PAYLOADS.filter(({ data }) => textAt(data, 'repository', 'full_name') !== null))(
    '$name says which repository',
    ({ type, data }) => {
      expect(render(type, data).title).toContain(textAt(data, 'repository', 'full_name'));
    },
  );

  it('reads as these do', async () => {
    const chosen = [
      'push[0]',
      'push[4]',
      'pull_request[12]',
      'pull_request_review_comment[1]',
      'issues[16]',
      'issue_comment[1]',
      'workflow_run[1]',
      'workflow_job[1]',
      'check_run[1]',
      'deployment_status[1]',
      'dependabot_alert[1]',
      'code_scanning_alert[2]',
      'security_advisory[2]',
      'installation[1]',
      'marketplace_purchase[2]',
      'ping[3]',
    ];
    const shown = PAYLOADS.filter(({ name }) => chosen.includes(name)).map(({ name, type, data }) => {
      const { title, body, link } = render(type, data);
      return [`# ${name}`, title, body, link ?? '(no link)'].filter((line) => line !== '').join('\n');
    });
    expect(shown).toHaveLength(chosen.length);
    await expect(`${shown.join('\n\n')}\n`).toMatchFileSnapshot('__snapshots__/github.txt');
  });
});

function hasPage(data: JsonObject, type: string): boolean {
  const candidates = [at(data, type), at(data, 'repository'), at(data, 'sender')];
  return candidates.some((value) => textAt(value, 'html_url') !== null);
}
