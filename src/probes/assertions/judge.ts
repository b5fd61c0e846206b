import { clip, oneLine } from '../../core/clip.ts';
import { errorText } from '../../core/error-text.ts';
import type { AssertionResult } from '../../core/probe.ts';
import type { Aspect, Check, Checked, CompiledAssertion } from './assertion.ts';
import type { Subject } from './subject.ts';

const LONGEST_REASON = 400;

/** What each assertion says of an answer, in their order. Never throws, whatever the answer is. */
export function judge(
  assertions: readonly CompiledAssertion[],
  subject: Subject,
): readonly (AssertionResult & { readonly aspect: Aspect })[] {
  return assertions.map(({ type, aspect, negated, check }) => {
    const { holds, reason } = checked(check, subject);
    const pass = holds !== null && holds !== negated;
    return { type, aspect, pass, reason: clip(oneLine(reason), LONGEST_REASON) };
  });
}

/** A check of ours that breaks on a hostile answer fails and says so; the other ones are heard all the same. */
function checked(check: Check, subject: Subject): Checked {
  try {
    return check(subject);
  } catch (error) {
    return { holds: null, reason: `could not be checked: ${errorText(error)}` };
  }
}
