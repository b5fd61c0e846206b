export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A delivery as the trail shows it. */
export interface DeliveryRecord {
  readonly channel: string;
  readonly route: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly messageId: string | null;
  readonly triedAt: number | null;
  readonly endedAt: number | null;
  readonly reason: string | null;
  readonly failures: readonly {
    readonly attempt: number;
    readonly at: number;
    readonly reason: string;
    readonly detail: string;
  }[];
}
