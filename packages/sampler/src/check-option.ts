import { wrongOption } from '@otel-xray/runtime/options';

/** @throws TypeError that names a wrong option, its value and what was expected */
export function checkOption(isRight: boolean, name: string, value: unknown, expected: string): void {
  if (!isRight) throw wrongOption(name, value, expected);
}
