export const dynamic = 'force-dynamic';

export default async function Item({ params }) {
  const { id } = await params;
  if (id === 'bad') throw new Error('the printer is on fire');
  return <p>item {id}</p>;
}
