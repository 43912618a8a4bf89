export default function handler(request, response) {
  response.json({ thing: request.query.thing });
}
