import { at } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { firstLines, line, listAt, names, phrase, spaced, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { readRef, shortSha, under } from './hook.ts';

/** Deployment states as verbs (GitHub, "Create a deployment status"). */
const STATES: ReadonlyMap<string, string> = new Map([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['error', 'failed with an error'],
  ['inactive', 'is no longer active'],
  ['pending', 'is pending'],
  ['queued', 'is queued'],
  ['waiting', 'is waiting'],
  ['in_progress', 'is running'],
]);

/** Deployments and the reviews they wait for. */
export const DEPLOYMENTS: Family = {
  deployment: drawDeployment,
  deployment_status: drawStatus,
  deployment_review: drawReview,
  deployment_protection_rule: drawProtection,
};

function target(hook: Hook): string | null {
  const environment =
    wordAt(hook.data, 'deployment_status', 'environment') ??
    wordAt(hook.data, 'deployment', 'environment') ??
    wordAt(hook.data, 'environment');
  return environment === null ? null : `to ${environment}`;
}

function what(hook: Hook): string | null {
  return readRef(wordAt(hook.data, 'deployment', 'ref')).name ?? shortSha(at(hook.data, 'deployment', 'sha'));
}

function drawDeployment(hook: Hook): Draft {
  const ref = what(hook);
  return {
    title: phrase(hook.who, 'started a deployment', ref !== null && `of ${ref}`, target(hook)) + hook.inPlace,
    body: [wordAt(hook.data, 'deployment', 'description'), commit(hook)],
    links: [at(hook.data, 'workflow_run', 'html_url'), under(hook, 'deployments'), hook.home],
  };
}

function drawStatus(hook: Hook): Draft {
  const status = at(hook.data, 'deployment_status');
  const ref = what(hook);
  const state = wordAt(status, 'state') ?? '';
  const verb = STATES.get(state) ?? (state === '' ? 'changed' : `is ${spaced(state)}`);
  return {
    title: phrase('Deployment', ref !== null && `of ${ref}`, target(hook), verb) + hook.inPlace,
    body: [wordAt(status, 'description') ?? wordAt(hook.data, 'deployment', 'description'), commit(hook)],
    links: [
      at(status, 'log_url'),
      at(status, 'target_url'),
      at(hook.data, 'workflow_run', 'html_url'),
      at(status, 'environment_url'),
      under(hook, 'deployments'),
      hook.home,
    ],
  };
}

function commit(hook: Hook): string | null {
  const sha = shortSha(at(hook.data, 'deployment', 'sha'));
  return sha === what(hook) ? null : line('Commit', sha);
}

function drawReview(hook: Hook): Draft {
  const run = at(hook.data, 'workflow_run');
  const reviewers = listAt(hook.data, 'reviewers').map(
    (entry) => wordAt(entry, 'reviewer', 'login') ?? wordAt(entry, 'reviewer', 'name'),
  );
  const to = target(hook) ?? '';
  const asker = wordAt(hook.data, 'requestor', 'login') ?? hook.who;
  const approver = wordAt(hook.data, 'approver', 'login') ?? hook.who;
  const title =
    hook.action === 'requested'
      ? phrase(asker, 'asks for approval to deploy', to)
      : phrase(approver, hook.action === '' ? 'reviewed' : spaced(hook.action), 'the deployment', to);
  return {
    title: title + hook.inPlace,
    body: [
      line('Reviewers', names(reviewers)),
      firstLines(at(hook.data, 'comment')),
      line('Workflow', wordAt(run, 'name')),
      line('Branch', wordAt(run, 'head_branch')),
    ],
    links: [at(run, 'html_url'), at(hook.data, 'workflow_job_run', 'html_url'), hook.home],
  };
}

function drawProtection(hook: Hook): Draft {
  return {
    title: phrase('A deployment', target(hook), 'waits for a protection rule') + hook.inPlace,
    body: [line('Event', wordAt(hook.data, 'event')), commit(hook)],
    links: [under(hook, 'deployments'), hook.home],
  };
}
