import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { fits, render } from './render-github.ts';

describe('sentences', () => {
  const repository = { full_name: 'owner/repo', html_url: 'https://github.com/owner/repo' };
  const sender = { login: 'octocat', html_url: 'https://github.com/octocat' };
  const base = { repository, sender };
  const commits = [1, 2, 3, 4, 5, 6, 7].map(commit);
  const pull = { number: 12, title: 'Title', html_url: 'https://github.com/owner/repo/pull/12' };
  const issue = { number: 3, title: 'Broken', html_url: 'https://github.com/owner/repo/issues/3' };

  const cases: readonly (readonly [type: string, data: JsonObject, title: string])[] = [
    [
      'push',
      { ref: 'refs/heads/main', commits: commits.slice(0, 3) },
      'octocat pushed 3 commits to owner/repo main',
    ],
    [
      'push',
      { ref: 'refs/heads/main', commits: commits.slice(0, 1), forced: true },
      'octocat force-pushed 1 commit to owner/repo main',
    ],
    [
      'push',
      { ref: 'refs/heads/a/b', commits: [], created: true },
      'octocat created branch a/b in owner/repo',
    ],
    [
      'push',
      { ref: 'refs/heads/a/b', commits: [], deleted: true },
      'octocat deleted branch a/b in owner/repo',
    ],
    [
      'pull_request',
      { action: 'closed', pull_request: { ...pull, merged: true } },
      'octocat merged pull request #12 in owner/repo: Title',
    ],
    [
      'pull_request',
      { action: 'review_requested', pull_request: pull, requested_team: { name: 'core' } },
      'octocat asked team core to review pull request #12 in owner/repo: Title',
    ],
    [
      'pull_request_review',
      { action: 'submitted', pull_request: pull, review: { state: 'APPROVED' } },
      'octocat approved pull request #12 in owner/repo: Title',
    ],
    [
      'pull_request_review',
      { action: 'submitted', pull_request: pull, review: { state: 'changes_requested' } },
      'octocat requested changes on pull request #12 in owner/repo: Title',
    ],
    [
      'issues',
      { action: 'closed', issue: { ...issue, state_reason: 'not_planned' } },
      'octocat closed issue #3 as not planned in owner/repo: Broken',
    ],
    [
      'issue_comment',
      { action: 'created', issue: { ...issue, pull_request: {} }, comment: { body: 'hm' } },
      'octocat commented on pull request #3 in owner/repo: Broken',
    ],
    [
      'workflow_run',
      { action: 'completed', workflow_run: { name: 'CI', conclusion: 'failure', head_branch: 'main' } },
      'Workflow "CI" failed on main in owner/repo',
    ],
    [
      'check_run',
      { action: 'completed', check_run: { name: 'lint', conclusion: 'timed_out', head_sha: 'abcdef0123' } },
      'Check "lint" timed out on abcdef0 in owner/repo',
    ],
    [
      'status',
      { state: 'error', context: 'ci', sha: 'abcdef0123', branches: [] },
      'Status "ci" failed with an error on abcdef0 in owner/repo',
    ],
    [
      'deployment_status',
      { deployment: { ref: 'v1' }, deployment_status: { state: 'failure', environment: 'prod' } },
      'Deployment of v1 to prod failed in owner/repo',
    ],
    [
      'release',
      { action: 'published', release: { tag_name: 'v1', name: 'First' } },
      'octocat published release v1 in owner/repo: First',
    ],
    [
      'secret_scanning_alert',
      {
        action: 'created',
        alert: { number: 4, secret_type_display_name: 'Slack API token', secret: 'xoxb-hidden' },
      },
      'Secret scanning alert #4 raised in owner/repo: Slack API token',
    ],
    [
      'repository_ruleset',
      { action: 'edited', repository_ruleset: { name: 'main only' } },
      'octocat edited repository ruleset "main only" in owner/repo',
    ],
    [
      'quantum_thing',
      { action: 'entangled', quantum_thing: { number: 7, title: 'Cat' } },
      'octocat entangled quantum thing #7 in owner/repo: Cat',
    ],
    [
      'webhook',
      { action: 'opened', ticket: { number: 7, title: 'Cat' } },
      'octocat opened ticket #7 in owner/repo: Cat',
    ],
  ];

  test.each(cases)('%s %j', (type, data, title) => {
    const message = render(type, { ...base, ...data });
    expect(message.title).toBe(title);
    expect(message.body).not.toContain('xoxb');
    expect(message.link).toMatch(/^https:\/\/github\.com\/owner\/repo/);
  });

  it('lists five commits by first line, names other authors and says how many more', () => {
    const message = render('push', { ...base, ref: 'refs/heads/main', commits });
    expect(message.title).toBe('octocat pushed 7 commits to owner/repo main');
    expect(message.body.split('\n')).toEqual([
      'aaaaaaa Change 1',
      'aaaaaaa Change 2 (hubot)',
      'aaaaaaa Change 3',
      'aaaaaaa Change 4',
      'aaaaaaa Change 5',
      '… and 2 more',
    ]);
  });

  it('never takes an API address, a script or a disguised address for the link', () => {
    for (const html_url of [
      'https://api.github.com/repos/owner/repo',
      'https://ghes.example/api/v3/repos/owner/repo',
      'javascript:alert(1)',
      'https://github.com@evil.example/',
      'not an address',
    ]) {
      const data = {
        sender: { login: 'octocat' },
        repository: { full_name: 'o/r', html_url },
        action: 'created',
      };
      expect(render('star', data).link).toBeNull();
    }
  });

  it('leaves hidden comments of an issue template out', () => {
    const body = '<!-- please fill\nthis in -->\r\n\r\nIt broke.\r\n<!-- never closed';
    expect(render('issues', { ...base, action: 'opened', issue: { ...issue, body } }).body).toBe('It broke.');
  });

  it('fits what has the shape, and nothing else', () => {
    expect(fits('webhook', base)).toBe(true);
    expect(fits('webhook', { zen: 'Calm.', hook: {} })).toBe(true);
    expect(fits('repo:push', { actor: { nickname: 'a' }, repository })).toBe(false);
    expect(fits('push', { ref: 'refs/heads/main' })).toBe(false);
    expect(fits('push', [1])).toBe(false);
    expect(fits('push', 'text')).toBe(false);
    expect(fits('constructor', {})).toBe(false);
  });
});

function commit(n: number): JsonObject {
  return {
    id: `${n}`.padStart(40, 'a'),
    message: `Change ${n}\n\nbecause`,
    author: { username: n === 2 ? 'hubot' : 'octocat' },
  };
}
