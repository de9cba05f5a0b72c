import { clickstream } from './clickstream.ts';
import type { DataGenerator } from './data-generator.ts';
import { sales } from './sales.ts';
import { storefront } from './storefront.ts';
import { transactions } from './transactions.ts';
import { warehouse } from './warehouse.ts';

/** Every generator, by the pipeline it makes data for. */
export const generators: readonly DataGenerator[] = [sales, transactions, storefront, warehouse, clickstream];
