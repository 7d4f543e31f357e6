import { describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const manual = (file: string, text: string): string[] =>
  migrate(file, text)
    .findings.filter(({ severity }) => severity === 'manual')
    .map(({ construct }) => construct);

describe('a file', () => {
  it('without the SDK stays byte by byte, and is not even parsed', () => {
    const text = 'const x = {;\r\n\t// aws-xray\r\n';
    expect(migrate('a.js', text)).toEqual({ code: text, changed: false, findings: [] });
  });

  it('that cannot be parsed stays whole, and is reported with its place', () => {
    const text = "const x = require('aws-xray-sdk');\nconst y = {;\n";
    const { code, changed, findings } = migrate('a.js', text);
    expect([code, changed]).toEqual([text, false]);
    expect(findings).toMatchObject([{ file: 'a.js', line: 2, severity: 'error' }]);
  });

  it('of declarations is read and reported, and never written', () => {
    const text = "import { Segment } from 'aws-xray-sdk-core';\nexport declare const current: Segment;\n";
    expect(migrate('a.d.ts', text)).toMatchObject({ code: text, changed: false });
  });

  it.each(['.js', '.cjs', '.mjs', '.jsx', '.ts', '.cts', '.mts', '.tsx'])(
    'with the extension %s is rewritten',
    (extension) => {
      const text =
        extension === '.cjs' || extension === '.cts'
          ? "const { captureFunc } = require('aws-xray-sdk-core');\ncaptureFunc('a', () => 1);\n"
          : "import { captureFunc } from 'aws-xray-sdk-core';\ncaptureFunc('a', () => 1);\n";
      const { code } = migrate(`a${extension}`, text);
      expect(code).toContain('startActiveSpan');
      expect(code).not.toContain('aws-xray-sdk');
    },
  );
});

describe('what stays', () => {
  const sdk = "const X = require('aws-xray-sdk-core');\n";
  it.each([
    ["X.setSegment(new X.Segment('a'));", 'setSegment'],
    ["exports.f = (work) => X.captureFunc('a', work);", 'captureFunc'],
    ['exports.f = () => X.captureAsyncFunc(...args);', 'captureAsyncFunc with spread arguments'],
    ["exports.f = () => X.captureCallbackFunc('a', done);", 'captureCallbackFunc'],
    ["exports.f = () => X.captureFunc('a', (sub) => sub.addSqlData({}));", 'addSqlData'],
    ["exports.f = () => X.captureFunc('a', (sub) => { sub.http = {}; });", 'http is assigned'],
    ["exports.f = () => X.captureFunc('a', (sub) => sub);", 'sub'],
    ['exports.f = () => log(X.getSegment());', 'getSegment'],
    ['exports.f = () => { const s = X.getSegment(); return s.name; };', 'name'],
    ['exports.f = () => X[name]();', 'X as a value'],
    ['module.exports = X;', 'X as a value'],
    ['exports.g = () => X.middleware.traceRequestResponseCycle(req, res);', 'middleware.traceRequestResponseCycle'],
    ['const c = X.captureAWSv3Client(new C({}), parent);', 'captureAWSv3Client with a parent'],
    ['X.capturePromise = () => {};', 'capturePromise is assigned'],
    ["X.captureCallbackFunc();\njest.mock('aws-xray-sdk');", 'jest.mock'],
    ["X.captureCallbackFunc();\nconst S = require('aws-xray-sdk-core/dist/lib/segments/segment');", 'deep import'],
    [
      "X.captureCallbackFunc();\nexports.f = async () => (await import('aws-xray-sdk')).getSegment();",
      'dynamic import',
    ],
    ['exports.f = (s) => s instanceof X.Segment;', 'Segment'],
    [
      "function tag(seg) { seg.addAnnotation('a', 1); }\nexports.f = () => X.captureFunc('a', (sub) => tag(sub));",
      'sub',
    ],
  ])('%s: %s', (line, construct) => {
    const text = `${sdk}${line}\n`;
    expect(manual('a.js', text)).toContain(construct);
    expect(migrate('a.js', text).code).toBe(text);
  });

  it('keeps the import for exactly the names left', () => {
    const text =
      "import AWSXRay, { captureFunc, captureCallbackFunc } from 'aws-xray-sdk-core';\ncaptureFunc('a', () => 1);\ncaptureCallbackFunc('b', f);\n";
    expect(migrate('a.mjs', text).code).toContain("import { captureCallbackFunc } from 'aws-xray-sdk-core';");
  });

  it('has its place in the original', () => {
    const text = `// first\n${sdk}exports.f = () => {\n  X.captureCallbackFunc('a', done);\n};\n`;
    expect(migrate('dir/a.js', text).findings).toMatchObject([
      { file: 'dir/a.js', line: 4, column: 3, rule: 'R5', severity: 'manual' },
    ]);
  });
});

describe('names', () => {
  it.each([
    ['a parameter', "exports.f = (X) => X.captureFunc('a', () => 1);"],
    ['a catch', "try { a(); } catch (X) { X.captureFunc('a', () => 1); }"],
    ['a block', "{ const X = other; X.captureFunc('a', () => 1); }"],
    ['a class', "{ class X { static captureFunc() {} }\n X.captureFunc('a', () => 1); }"],
  ])('of %s are not the SDK', (_what, line) => {
    const { code } = migrate('a.js', `const X = require('aws-xray-sdk');\nX.capturePromise();\n${line}\n`);
    expect(code).toContain("X.captureFunc('a', () => 1)");
  });

  it('of the API get an alias where the file has them already', () => {
    const { code } = migrate(
      'a.mjs',
      "import X from 'aws-xray-sdk';\nconst tracer = 1, trace = 2;\nexport const f = () => X.captureFunc('a', () => tracer + trace);\n",
    );
    expect(code).toContain('trace as otelTrace');
    expect(code).toContain('const otelTracer = otelTrace.getTracer');
  });
});

describe('options', () => {
  const text =
    "import X from 'aws-xray-sdk';\nexport const f = (id) => X.captureFunc('a', (s) => s.addAnnotation('id', id));\n";
  it.each([
    ['inline', "s.setAttributes({ id, 'aws.xray.annotations': ['id'] })"],
    ['helper', "annotate(s, 'id', id)"],
    ['config', "s.setAttribute('id', id)"],
  ] as const)('annotations: %s', (annotations, written) => {
    expect(migrate('a.mjs', text, { annotations }).code).toContain(written);
  });

  it('mode: shim only renames the modules', () => {
    const { code } = migrate('a.js', "const X = require('aws-xray-sdk');\njest.mock('aws-xray-sdk-core');\n", {
      mode: 'shim',
    });
    expect(code).toBe("const X = require('@otel-xray/aws-xray-sdk');\njest.mock('@otel-xray/aws-xray-sdk-core');\n");
  });

  it('tracerName', () => {
    expect(migrate('a.mjs', text, { tracerName: 'shop' }).code).toContain("trace.getTracer('shop')");
  });
});
