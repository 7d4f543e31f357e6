import { parseJavaScriptStackAsCollector } from '../collector/javascript-stack.ts';
import { parseDotNetStack, parseDotNetStackWithInner } from '../stacks/dotnet.ts';
import { parseGoStack } from '../stacks/go.ts';
import { parseJavaStack } from '../stacks/java.ts';
import { parseJavaScriptStack } from '../stacks/javascript.ts';
import type { StackParser } from '../stacks/parsed-exception.ts';
import { parsePythonStack } from '../stacks/python.ts';

/**
 * The parser for a `telemetry.sdk.language`. The reference knows JavaScript by the name `javascript` only; no SDK of JavaScript
 * sends that. With `enhanced` the real names count, and so does a resource without a language, since this runs in JavaScript.
 */
export function stackParserFor(language: string, enhanced: boolean): StackParser | undefined {
  switch (language) {
    case 'java':
    case 'php':
      return parseJavaStack;
    case 'python':
      return enhanced ? parsePythonWithDirectCauses : parsePythonStack;
    case 'dotnet':
      return enhanced ? parseDotNetStackWithInner : parseDotNetStack;
    case 'go':
      return parseGoStack;
    case 'javascript':
      return enhanced ? parseJavaScriptStack : parseJavaScriptStackAsCollector;
    case 'nodejs':
    case 'webjs':
    case '':
      return enhanced ? parseJavaScriptStack : undefined;
    default:
      return undefined;
  }
}

const parsePythonWithDirectCauses: StackParser = (stacktrace, exception) =>
  parsePythonStack(stacktrace, exception, true);
