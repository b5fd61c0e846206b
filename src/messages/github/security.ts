import { at } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import {
  capital,
  countAt,
  firstLines,
  labelled,
  line,
  listAt,
  names,
  phrase,
  spaced,
  wordAt,
} from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { past, readRef, under } from './hook.ts';

/** Alerts and advisories. A found secret itself is never shown. */
export const SECURITY: Family = {
  dependabot_alert: drawDependabot,
  code_scanning_alert: drawCodeScanning,
  secret_scanning_alert: drawSecret,
  secret_scanning_alert_location: (hook) => ({
    ...drawSecret(hook),
    title: secretTitle(hook, 'found in another place'),
  }),
  repository_vulnerability_alert: drawVulnerability,
  security_advisory: (hook) => drawAdvisory(hook, at(hook.data, 'security_advisory')),
  repository_advisory: (hook) => drawAdvisory(hook, at(hook.data, 'repository_advisory')),
};

function numbered(noun: string, alert: Json): string {
  const number = countAt(alert, 'number');
  return number === null ? noun : `${noun} #${number}`;
}

/** `fixed`, `reopened`, `dismissed by octocat`: what happened to an alert. */
function happened(hook: Hook, alert: Json): string {
  if (hook.action === 'created' || hook.action === 'create') return 'raised';
  const action = spaced(hook.action);
  if (action === 'closed by user' || action === 'dismissed' || action === 'dismiss') {
    const by = wordAt(alert, 'dismissed_by', 'login') ?? wordAt(alert, 'dismisser', 'login');
    return phrase('dismissed', `by ${by ?? hook.who}`);
  }
  if (action === 'resolve') return 'resolved';
  return action === '' ? 'updated' : action;
}

function drawDependabot(hook: Hook): Draft {
  const alert = at(hook.data, 'alert');
  const advisory = at(alert, 'security_advisory');
  const vulnerability = at(alert, 'security_vulnerability');
  const title = phrase(numbered('Dependabot alert', alert), happened(hook, alert)) + hook.inPlace;
  const package_ = wordAt(alert, 'dependency', 'package', 'name') ?? wordAt(vulnerability, 'package', 'name');
  return {
    title: labelled(title, wordAt(advisory, 'summary') ?? package_),
    body: [
      severity(wordAt(advisory, 'severity') ?? wordAt(vulnerability, 'severity')),
      line('Package', phrase(package_, wordAt(vulnerability, 'vulnerable_version_range')) || null),
      line('Fixed in', wordAt(vulnerability, 'first_patched_version', 'identifier')),
      line('In', wordAt(alert, 'dependency', 'manifest_path')),
      line('Advisory', names([wordAt(advisory, 'ghsa_id'), wordAt(advisory, 'cve_id')])),
      dismissal(alert),
    ],
    links: [at(alert, 'html_url'), under(hook, 'security', 'dependabot'), hook.home],
  };
}

function drawCodeScanning(hook: Hook): Draft {
  const alert = at(hook.data, 'alert');
  const rule = at(alert, 'rule');
  const recent = at(alert, 'most_recent_instance') ?? at(alert, 'instances', 0);
  const path = wordAt(recent, 'location', 'path');
  const start = countAt(recent, 'location', 'start_line');
  const branch = readRef(wordAt(hook.data, 'ref') ?? wordAt(recent, 'ref')).name;
  const title = phrase(numbered('Code scanning alert', alert), happened(hook, alert)) + hook.inPlace;
  return {
    title: labelled(title, wordAt(rule, 'description') ?? wordAt(rule, 'name') ?? wordAt(rule, 'id')),
    body: [
      severity(wordAt(rule, 'security_severity_level') ?? wordAt(rule, 'severity')),
      firstLines(at(recent, 'message', 'text'), 2),
      path === null ? null : line('At', start === null ? path : `${path}:${start}`),
      line('Branch', branch),
      line('Tool', wordAt(alert, 'tool', 'name')),
      dismissal(alert),
    ],
    links: [at(alert, 'html_url'), under(hook, 'security', 'code-scanning'), hook.home],
  };
}

function secretTitle(hook: Hook, what: string): string {
  const alert = at(hook.data, 'alert');
  const title = phrase(numbered('Secret scanning alert', alert), what) + hook.inPlace;
  const type = wordAt(alert, 'secret_type_display_name') ?? wordAt(alert, 'secret_type');
  return labelled(title, type === null ? null : spaced(type));
}

function drawSecret(hook: Hook): Draft {
  const alert = at(hook.data, 'alert');
  const resolution = wordAt(alert, 'resolution');
  const validity = wordAt(alert, 'validity');
  return {
    title: secretTitle(hook, happened(hook, alert)),
    body: [
      line('Validity', validity),
      line('Resolution', resolution === null ? null : spaced(resolution)),
      line('At', wordAt(hook.data, 'location', 'details', 'path')),
    ],
    links: [at(alert, 'html_url'), under(hook, 'security', 'secret-scanning'), hook.home],
  };
}

function drawVulnerability(hook: Hook): Draft {
  const alert = at(hook.data, 'alert');
  const package_ = wordAt(alert, 'affected_package_name');
  const noun = phrase('Vulnerability alert', package_ !== null && `for ${package_}`);
  const reason = wordAt(alert, 'dismiss_reason');
  return {
    title: phrase(noun, happened(hook, alert)) + hook.inPlace,
    body: [
      severity(wordAt(alert, 'severity')),
      line('Affected', phrase(package_, wordAt(alert, 'affected_range')) || null),
      line('Fixed in', wordAt(alert, 'fixed_in')),
      line('Advisory', names([wordAt(alert, 'ghsa_id'), wordAt(alert, 'external_identifier')])),
      line('Reason', reason),
    ],
    links: [at(alert, 'html_url'), at(alert, 'external_reference'), hook.home],
  };
}

function drawAdvisory(hook: Hook, advisory: Json): Draft {
  const id = wordAt(advisory, 'ghsa_id');
  const known = id !== null && /^GHSA(?:-[0-9a-z]{4}){3}$/i.test(id);
  const summary = wordAt(advisory, 'summary');
  const affected = listAt(advisory, 'vulnerabilities').map((entry) =>
    phrase(wordAt(entry, 'package', 'name'), wordAt(entry, 'vulnerable_version_range')),
  );
  return {
    title: labelled(`Security advisory ${past(hook)}${hook.inPlace}`, summary ?? id),
    body: [
      severity(wordAt(advisory, 'severity')),
      line(
        'Affected',
        affected
          .filter((text) => text !== '')
          .slice(0, 3)
          .join('; ') || null,
      ),
      line('Advisory', names([id, wordAt(advisory, 'cve_id')])),
      firstLines(at(advisory, 'description'), 3),
    ],
    links: [at(advisory, 'html_url'), known ? `https://github.com/advisories/${id}` : null, hook.home],
  };
}

function severity(level: string | null): string | null {
  return level === null ? null : `${capital(level)} severity`;
}

function dismissal(alert: Json): string | null {
  const reason = wordAt(alert, 'dismissed_reason');
  return line(
    'Reason',
    reason === null ? null : labelled(spaced(reason), wordAt(alert, 'dismissed_comment')),
  );
}
