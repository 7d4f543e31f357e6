import type { AttributeReader } from './attribute-reader.ts';
import { AWS_DYNAMODB_TABLE_NAMES } from './semconv.ts';

/** Returns the one table or the several tables of a call; `aws.dynamodb.table_names` beats the older attributes. */
export function tablesOf(a: AttributeReader, older: string): string | readonly unknown[] {
  const value = a.value(AWS_DYNAMODB_TABLE_NAMES);
  if (!Array.isArray(value) || value.length === 0) return typeof value === 'string' ? value : older;
  if (value.length > 1) return value;
  return typeof value[0] === 'string' ? value[0] : '';
}
