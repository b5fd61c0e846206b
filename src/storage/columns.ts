import type { ColumnType } from 'kysely';

/** Every integer comes back as a bigint (`defaultSafeIntegers`); the stores convert. */
export type Integer = ColumnType<bigint, number | bigint, number | bigint>;
export type NullableInteger = ColumnType<bigint | null, number | bigint | null, number | bigint | null>;
