// The firmware's tests, and its heap, on a MicroPython whose words have 32 bits as the board's: WebAssembly under Node.
//     node tests/firmware/thirty_two_bits.mjs FOLDER_OF_NODE_MODULES      (make firmware-32 fetches what it needs)
// Ends with one line of JSON: tests that held, and bytes on the heap after each step. A failing test ends it with 1.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const port = resolve(process.argv[2], "@micropython/micropython-webassembly-pyscript/micropython.mjs");
const { loadMicroPython } = await import(pathToFileURL(port).href);
const FOLDERS = ["wire", "firmware", "firmware/simulated", "tests/firmware"];
const START = `
import gc, os, random, sys
class System:
    """A page of the web has no environment, and chance elsewhere."""
    getenv = staticmethod(lambda name: None)
    urandom = staticmethod(lambda size: bytes([random.getrandbits(8) for _ in range(size)]))
for name in dir(os):
    setattr(System, name, getattr(os, name))
sys.modules["os"] = System
sys.argv.append("tests/firmware/run_tests.py")
sys.path[:0] = ["/tests/firmware", "/firmware/simulated", "/firmware", "/"]
`;

const python = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".py"))
    .sort();

async function board() {
  let said = "";
  const mp = await loadMicroPython({ linebuffer: false, stdout: (data) => (said += new TextDecoder().decode(data)) });
  mp.FS.mkdir("/tests");
  for (const folder of FOLDERS) {
    mp.FS.mkdir("/" + folder);
    for (const name of python(folder)) mp.FS.writeFile(`/${folder}/${name}`, readFileSync(join(root, folder, name)));
  }
  mp.FS.chdir("/");
  const run = (code) => {
    said = "";
    try {
      mp.runPython(code);
    } catch (error) {
      console.error(said + error.message);
      process.exit(1);
    }
    return said.trim();
  };
  run(START);
  const heap = () => {
    run("gc.collect()"); // this port collects only when nothing of Python is running, so after the call
    return Number(run("print(gc.mem_alloc())"));
  };
  return { run, heap };
}

let tests = 0;
for (const name of python("tests/firmware").filter((name) => name.startsWith("test_"))) {
  const { run } = await board();
  tests += run(`import run_tests\nrun_tests.run("tests/firmware/${name}")`).split("\n").length;
}

const { run, heap } = await board();
const found = { tests, bits: Number(run("print(64 if sys.maxsize > 2**32 else 32)")), start: heap() };
run("import wire.link, wire.panel");
found.wire = heap() - found.start;
run("from wire.link import Link\none = Link(1, 'panel 0.1.0', 7, 0)");
found.link = heap() - found.start - found.wire;
run(`
import lines
line, heard = lines.Line(one_in=500), 0
def talk(many):
    global heard
    for number in range(many):
        line.a.send(b"pressed")
        line.b.send(b"lamp")
        line.run(3)
        heard += len(line.at_a) + len(line.at_b)
        line.at_a.clear()
        line.at_b.clear()
    line.run(100)
talk(300)`); // until lists have grown to what they need
const before = heap();
for (let i = 0; i < 10; i++) run("talk(250)");
found.drift = heap() - before;
found.heard = Number(run("print(heard)"));
run("import asyncio, machine, neopixel"); // the board has these in its flash
const bare = heap();
run("import main");
found.firmware = heap() - bare;
console.log(JSON.stringify(found));
