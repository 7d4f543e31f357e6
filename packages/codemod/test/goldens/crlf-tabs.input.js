const xray = require("aws-xray-sdk-core")

module.exports = (cart) =>
	xray.captureFunc("price", () => sum(cart))
