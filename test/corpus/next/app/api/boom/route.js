export async function GET() {
  throw new TypeError('the cart is empty');
}
