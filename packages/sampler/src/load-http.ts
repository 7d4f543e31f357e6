type Http = Pick<typeof import('node:http'), 'request'>;

/**
 * Loads `node:http` or `node:https`, at the first request, as an ES module imports them.
 *
 * In the CommonJS build TypeScript makes a `require` of every `import()`, and the first fetch comes before the application has loaded
 * HTTP. The instrumentation of HTTP takes the first of the two that it meets for the only one: after our `require` the application's
 * `import` would never be traced, whereas an import serves both. Hence an `import()` that TypeScript does not see.
 */
export async function loadHttp(protocol: 'http' | 'https'): Promise<Http> {
  try {
    const importModule = new Function('name', 'return import(name)') as (name: string) => Promise<Http>;
    return await importModule(`node:${protocol}`);
  } catch {
    // Test runners with module loaders of their own, and --disallow-code-generation-from-strings.
    return protocol === 'https' ? await import('node:https') : await import('node:http');
  }
}
