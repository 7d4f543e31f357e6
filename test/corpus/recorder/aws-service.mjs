/** What goes wrong with any service: what an error is, and what AWS's throttles look like with either status. */
const FAILURES = {
  'client error': { status: 400, code: 'ValidationException', message: 'The value is not valid' },
  'throttled with 400': { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  'throttled with 429': { status: 429, code: 'TooManyRequestsException', message: 'Rate exceeded' },
  'throttled with 503': { status: 503, code: 'ThrottlingException', message: 'Rate exceeded' },
  'service fails': { status: 500, code: 'InternalServerError', message: 'Internal error' },
  'connection breaks': 'reset',
};

/**
 * A scenario of one AWS service: its calls, and the first of them with every failure and after a retry. As `register` does it, the
 * instrumentation suppresses the HTTP spans below its own.
 *
 * @param calls name → `[Command, input, answer]`, where the answer may be left away
 */
export function awsService({ library, client: clientName, calls }) {
  return {
    libraries: [library],
    instrumentations: { 'aws-sdk': { suppressInternalInstrumentation: true } },
    async run({ load, request, aws }) {
      const exported = load(library);
      const { client, answers } = await aws();
      const once = client(exported[clientName], { maxAttempts: 1 });
      const send = (sender, [command, input]) => sender.send(new exported[command](input));
      for (const [name, call] of Object.entries(calls))
        await request(name, () => {
          answers({ body: call[2] });
          return send(once, call);
        });
      const [first] = Object.values(calls);
      for (const [name, failure] of Object.entries(FAILURES))
        await request(name, () => {
          answers(failure);
          return send(once, first);
        });
      const patient = client(exported[clientName], { maxAttempts: 3 });
      await request('retried and answered', () => {
        answers(FAILURES['throttled with 400'], FAILURES['service fails'], { body: first[2] });
        return send(patient, first);
      });
    },
  };
}
