const AWSXRay = require('aws-xray-sdk');

exports.read = (path, done) => {
	AWSXRay.captureAsyncFunc('read', (sub) => {
		fs.readFile(path, (err, text) => {
			if (err) sub.close(err);
			else sub.close();
			done(err, text);
		});
	});
};

exports.write = (path, done) =>
	AWSXRay.captureAsyncFunc('write', (sub) => fs.writeFile(path, '', (err) => sub.close(err)));
