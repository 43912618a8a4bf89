export function BinHomePage() {
  return <main className="page">home</main>;
}
