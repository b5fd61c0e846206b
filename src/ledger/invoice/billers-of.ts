import type { Secret } from '../../core/secret.ts';
import type { LedgerProviders } from '../settings.ts';
import { BILLERS, type Biller } from './bill.ts';

/** A provider whose bill can be fetched. */
export interface BilledProvider {
  /** As the ledger calls it. */
  readonly provider: string;
  readonly biller: Biller;
  readonly adminKey: Secret;
}

/** Providers with an admin key; which API they have is told by whose prices hold there, else by their name. */
export function billersOf(providers: LedgerProviders): readonly BilledProvider[] {
  return [...providers.values()].flatMap(({ name: provider, pricedAs, adminKey }) => {
    const biller = BILLERS.find((each) => each === (pricedAs ?? provider));
    return adminKey === null || biller === undefined ? [] : [{ provider, biller, adminKey }];
  });
}
