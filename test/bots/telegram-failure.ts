import { FarEndError } from '../../src/core/far-end.ts';

/** The far end's error that a promise rejects with; throws where it is none. */
export async function failure(sent: Promise<unknown>): Promise<FarEndError> {
  const error: unknown = await sent.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FarEndError)) throw new Error(`no far end's error: ${String(error)}`);
  return error;
}
