import { parseArgs } from 'node:util';
import { type DoctorTarget, examine, type Verdict } from './doctor.ts';
import type { Finding } from './doctor-finding.ts';

const TARGETS: readonly DoctorTarget[] = ['auto', 'daemon', 'daemon-http', 'api', 'otlp'];

const USAGE = `otel-xray-doctor [--target ${TARGETS.join('|')}]

Says what is configured, what answers, and whether a test trace arrives at X-Ray, with the cure of each problem.
Reads the same environment as an application. Exit code: 0 if traces arrive, or leave over UDP, 1 if not, 2 if it was called wrongly.
`;

/** Runs the doctor. @returns the exit code */
export async function runDoctor(
  args: readonly string[],
  write: (text: string) => void,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const asked = readArgs(args);
  if (asked === undefined) return done(2, USAGE);
  if (asked.help) return done(0, USAGE);
  if (asked.version) return done(0, `${version}\n`);
  const verdict = await examine(asked.target, env, (finding) => write(toText(finding)));
  return done(verdict === 'lost' ? 1 : 0, VERDICTS[verdict]);

  function done(code: number, text: string): number {
    write(text);
    return code;
  }
}

function readArgs(args: readonly string[]): { target: DoctorTarget; help: boolean; version: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        target: { type: 'string', default: 'auto' },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const target = TARGETS.find((name) => name === values.target);
    return target && { target, help: values.help, version: values.version };
  } catch {
    return undefined;
  }
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  arrive: 'Traces arrive from here.\n',
  leave: 'Traces leave from here; whether they arrive, nobody says over UDP.\n',
  lost: 'Traces do not arrive from here.\n',
};

const MARKS: Readonly<Record<Finding['kind'], string>> = { ok: 'ok     ', note: '       ', problem: 'PROBLEM' };

function toText({ kind, text, cure }: Finding): string {
  return `${MARKS[kind]} ${text}\n${cure === undefined ? '' : `        cure: ${cure}\n`}`;
}
