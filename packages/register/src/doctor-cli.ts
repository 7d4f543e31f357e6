import { parseArgs } from 'node:util';
import { type DoctorTarget, examine, type Verdict } from './doctor.ts';
import type { Finding } from './doctor-finding.ts';
import { examineInstrumentations } from './doctor-instrumentations.ts';
import { type AskedRequest, explainSampling } from './doctor-sampling.ts';

const TARGETS: readonly DoctorTarget[] = ['auto', 'daemon', 'daemon-http', 'api', 'otlp'];

const USAGE = `otel-xray-doctor [--target ${TARGETS.join('|')}]
otel-xray-doctor --sampling [--method GET] [--host api.example.com] [--path /orders]

Says what is configured, what answers, and whether a test trace arrives at X-Ray, with the cure of each problem.
With --sampling: the live sampling rules in order, and which of them a request meets.
Reads the same environment as an application. Exit code: 0 if traces arrive, or leave over UDP, and if there are rules; 1 if not; 2 if it was called wrongly.
`;

/** Runs the doctor. @returns the exit code */
export async function runDoctor(
  args: readonly string[],
  write: (text: string) => void,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
  directory: string = process.cwd(),
): Promise<number> {
  const asked = readArgs(args);
  if (asked === undefined) return done(2, USAGE);
  if (asked.help) return done(0, USAGE);
  if (asked.version) return done(0, `${version}\n`);
  if (asked.sampling) {
    const hasRules = await explainSampling(asked.request, env, (line) => write(`${line}\n`));
    return hasRules ? 0 : 1;
  }
  for (const finding of examineInstrumentations(directory)) write(toText(finding));
  const verdict = await examine(asked.target, env, (finding) => write(toText(finding)));
  return done(verdict === 'lost' ? 1 : 0, VERDICTS[verdict]);

  function done(code: number, text: string): number {
    write(text);
    return code;
  }
}

interface Asked {
  readonly target: DoctorTarget;
  readonly sampling: boolean;
  readonly request: AskedRequest;
  readonly help: boolean;
  readonly version: boolean;
}

function readArgs(args: readonly string[]): Asked | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        target: { type: 'string', default: 'auto' },
        sampling: { type: 'boolean', default: false },
        method: { type: 'string' },
        host: { type: 'string' },
        path: { type: 'string' },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const target = TARGETS.find((name) => name === values.target);
    const { method, host, path, sampling, help, version } = values;
    if (!sampling && [method, host, path].some((value) => value !== undefined)) return undefined;
    return target && { target, sampling, request: { method, host, path }, help, version };
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
