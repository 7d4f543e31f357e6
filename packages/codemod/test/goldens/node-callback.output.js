const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('node-callback');

exports.read = (path, done) => {
	tracer.startActiveSpan('read', (sub) => {
		try {
			fs.readFile(path, (err, text) => {
				if (err) { sub.recordException(err); sub.setStatus({ code: SpanStatusCode.ERROR, message: err.message }); sub.end(); }
				else sub.end();
				done(err, text);
			});
		} catch (err) {
			sub.recordException(err);
			sub.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
			sub.end();
			throw err;
		}
	});
};

exports.write = (path, done) =>
	tracer.startActiveSpan('write', (sub) => {
		try {
			return fs.writeFile(path, '', (err) => { if (err) { sub.recordException(err); sub.setStatus({ code: SpanStatusCode.ERROR, message: err.message }); } sub.end(); });
		} catch (err) {
			sub.recordException(err);
			sub.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
			sub.end();
			throw err;
		}
	});
