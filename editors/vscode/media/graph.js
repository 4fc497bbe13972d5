// The page of the stage graph. It gets {svg, title} and {line}, and sends {open: line}, {copy}, {save}.
(() => {
  const vscode = acquireVsCodeApi();
  const graph = document.getElementById('graph');
  let zoom = vscode.getState()?.zoom ?? 0;
  let line = 0;

  addEventListener('message', ({ data }) => {
    if (data.svg !== undefined) {
      document.getElementById('title').textContent = data.title;
      graph.innerHTML = data.svg;
      for (const node of places()) {
        node.setAttribute('tabindex', '0');
        node.setAttribute('role', 'link');
        node.setAttribute('aria-label', `${node.querySelector('text')?.textContent ?? ''}, line ${node.dataset.line}`);
      }
      resize();
      mark();
    }
    if (data.line !== undefined) {
      line = data.line;
      mark();
    }
  });

  const places = () => [...graph.querySelectorAll('[data-line]')];

  function open(target) {
    const place = target.closest?.('[data-line]');
    if (place) {
      vscode.postMessage({ open: Number(place.dataset.line) });
    }
    return Boolean(place);
  }

  graph.addEventListener('click', ({ target }) => open(target));
  graph.addEventListener('keydown', (event) => {
    if ((event.key === 'Enter' || event.key === ' ') && open(event.target)) {
      event.preventDefault();
    }
  });

  // The stage the cursor is in: the last one that begins above it.
  function mark() {
    const stages = [...graph.querySelectorAll('.node[data-line]')];
    const above = stages.filter((node) => Number(node.dataset.line) <= line);
    const current = above.reduce((best, node) => (!best || Number(node.dataset.line) >= Number(best.dataset.line) ? node : best), undefined);
    stages.forEach((node) => node.classList.toggle('current', node === current));
  }

  // 0 is as wide as the panel, but never larger than drawn.
  function resize() {
    const svg = graph.querySelector('svg');
    if (svg) {
      const drawn = svg.viewBox.baseVal.width;
      svg.style.width = zoom === 0 ? `min(100%, ${drawn}px)` : `${drawn * zoom}px`;
      svg.style.height = 'auto';
    }
    vscode.setState({ zoom });
  }

  function zoomBy(factor) {
    const svg = graph.querySelector('svg');
    if (svg) {
      const now = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      zoom = Math.min(4, Math.max(0.1, now * factor));
      resize();
    }
  }

  const buttons = {
    out: () => zoomBy(1 / 1.25),
    in: () => zoomBy(1.25),
    fit: () => {
      zoom = 0;
      resize();
    },
    mermaid: () => vscode.postMessage({ copy: 'mermaid' }),
    dot: () => vscode.postMessage({ copy: 'dot' }),
    save: () => vscode.postMessage({ save: true }),
  };
  for (const [id, act] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener('click', act);
  }
  vscode.postMessage({ ready: true });
})();
