// What tone.ts does, by the graphics card: bloom, haze and the film-like curve of a tile in raw WebGL2. The picture is the same.

import type { Finisher } from "../finisher";
import { LATTICE } from "./noise";
import type { Mood } from "./shade";
import { BRIGHT, CURVED, EXPOSED, GRAINS, HAZE, HAZED, MARGIN, NEAR, SHRINK, WIDE, bloomOf, exposureOf, tone } from "./tone";

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i; // a card that is none: the processor is quicker by itself
const VERTEX = `#version 300 es
void main() { vec2 p = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(p * 2.0 - 1.0, 0, 1); }`;
const HEAD = `#version 300 es
precision highp float; precision highp int; precision highp sampler2D;`;
const FLOAT = (value: number): string => value.toFixed(9);

/** The bright part of the light, in squares. */
const SHRUNK = `${HEAD}
uniform sampler2D light; out vec4 made;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy) * ${SHRINK};
  vec3 sum = vec3(0);
  for (int j = 0; j < ${SHRINK}; j++) for (int i = 0; i < ${SHRINK}; i++) {
    vec3 here = texelFetch(light, at + ivec2(i, j), 0).rgb;
    sum += max(vec3(0), min(vec3(3), here) - ${FLOAT(BRIGHT)});
  }
  made = vec4(sum / ${FLOAT(SHRINK * SHRINK)}, 1);
}`;

/** A row or a column blurred. */
const BLUR = `${HEAD}
uniform sampler2D from; uniform vec2 along; uniform float reach; out vec4 made;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy), most = textureSize(from, 0) - 1;
  vec3 sum = vec3(0);
  for (int i = -int(reach); i <= int(reach); i++) sum += texelFetch(from, clamp(at + ivec2(along) * i, ivec2(0), most), 0).rgb;
  made = vec4(sum / (2.0 * reach + 1.0), 1);
}`;

/** All of it together, as on film. */
const FILM = `${HEAD}
uniform sampler2D light, near, wide, lattice;
uniform vec2 origin; uniform float zoom, day, ash, bloom, exposure; out vec4 made;
float noise(vec2 at, int seed) {
  ivec2 cell = ivec2(floor(at));
  vec2 f = at - floor(at);
  f = f * f * (3.0 - 2.0 * f);
  int left = (cell.x + seed * 37) & 255, top = (cell.y + seed * 91) & 255, right = (left + 1) & 255, low = (top + 1) & 255;
  float a = texelFetch(lattice, ivec2(left, top), 0).r, b = texelFetch(lattice, ivec2(right, top), 0).r;
  float c = texelFetch(lattice, ivec2(left, low), 0).r, d = texelFetch(lattice, ivec2(right, low), 0).r;
  return a + (b - a) * f.x + (c - a) * f.y + (a - b - c + d) * f.x * f.y;
}
vec3 glow(ivec2 at) { return texelFetch(near, at, 0).rgb * ${FLOAT(NEAR.share)} + texelFetch(wide, at, 0).rgb * ${FLOAT(WIDE.share)}; }
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy) + ${MARGIN};
  vec2 f = vec2(at) / ${FLOAT(SHRINK)} - 0.5;
  ivec2 q = ivec2(f);
  vec2 t = f - vec2(q);
  vec3 top = mix(glow(q), glow(q + ivec2(1, 0)), t.x), low = mix(glow(q + ivec2(0, 1)), glow(q + ivec2(1, 1)), t.x);
  vec3 v = texelFetch(light, at, 0).rgb + bloom * mix(top, low, t.y);
  if (ash > 0.0) {
    vec2 c = origin + vec2(at) / zoom;
    float haze = ${FLOAT(HAZED)} * ash * (0.55 + 0.9 * noise(c * vec2(0.05, 0.08), 91) * (0.6 + 0.4 * noise(c * vec2(0.21, 0.3), 92)));
    v = mix(v, vec3(${HAZE.map(FLOAT).join(", ")}) * (0.35 + 1.15 * day), haze);
  }
  v = min(floor(v * exposure * ${FLOAT(GRAINS / EXPOSED)}), ${FLOAT(GRAINS - 1)}) * ${FLOAT(EXPOSED / (GRAINS - 1))};
  vec3 film = (v * (${FLOAT(CURVED[0])} * v + ${FLOAT(CURVED[1])})) / (v * (${FLOAT(CURVED[2])} * v + ${FLOAT(CURVED[3])}) + ${FLOAT(CURVED[4])});
  made = vec4(pow(clamp(film, 0.0, 1.0), vec3(1.0 / 2.2)), 1);
}`;

type Uniforms = Record<string, readonly number[]>;

export class Graphics {
  private readonly shrink: WebGLProgram;
  private readonly blurs: WebGLProgram;
  private readonly film: WebGLProgram;
  private readonly lattice: WebGLTexture;
  private readonly targets = new Map<string, { texture: WebGLTexture; frame: WebGLFramebuffer; w: number; h: number }>();
  private light: { texture: WebGLTexture; size: string } | undefined;

  private constructor(private readonly gl: WebGL2RenderingContext) {
    this.shrink = this.program(SHRUNK);
    this.blurs = this.program(BLUR);
    this.film = this.program(FILM);
    this.lattice = this.texture(gl.R32F, 256, 256);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 256, gl.RED, gl.FLOAT, LATTICE);
  }

  /** What finishes tiles: undefined for the processor. Software that poses as a card is taken only where it is asked for. */
  static for(by: Finisher): Graphics | undefined {
    if (by === "processor") return undefined;
    try {
      const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { antialias: false, depth: false });
      if (!gl?.getExtension("EXT_color_buffer_float")) return undefined;
      const named = gl.getExtension("WEBGL_debug_renderer_info");
      const card = String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
      return by === "auto" && SOFTWARE.test(card) ? undefined : new Graphics(gl);
    } catch {
      return undefined; // no WebGL2, or none that does what it says
    }
  }

  /** As `tone`; by it, where the card has been lost. */
  readonly tone = (light: Float32Array, w: number, h: number, mood: Mood, x0: number, y0: number): Uint8ClampedArray<ArrayBuffer> => {
    const { gl } = this;
    const [sw, sh] = [w / SHRINK, h / SHRINK];
    const lit = this.lit(light, w, h);
    this.draw(this.shrink, "bright", sw, sh, { light: lit });
    this.blur("bright", "near", sw, sh, NEAR.reach);
    this.blur("bright", "wide", sw, sh, WIDE.reach);
    const [ow, oh] = [w - 2 * MARGIN, h - 2 * MARGIN];
    const { lattice } = this;
    const [near, wide] = [this.target("near", sw, sh).texture, this.target("wide", sw, sh).texture];
    const { zoom, day, ash } = mood;
    const numbers = { origin: [x0, y0], zoom: [zoom], day: [day], ash: [ash], bloom: [bloomOf(mood)], exposure: [exposureOf(mood)] };
    this.draw(this.film, "film", ow, oh, { light: lit, near, wide, lattice }, numbers);
    const out = new Uint8ClampedArray(ow * oh * 4);
    gl.readPixels(0, 0, ow, oh, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(out.buffer));
    return gl.isContextLost() || gl.getError() !== gl.NO_ERROR ? tone(light, w, h, mood, x0, y0) : out;
  };

  /** Twice along the rows and the columns, as tone.ts does. */
  private blur(from: string, to: string, w: number, h: number, reach: number): void {
    const [across, down] = [
      { along: [1, 0], reach: [reach] },
      { along: [0, 1], reach: [reach] },
    ];
    const once = (source: string, into: string, how: Uniforms): void => this.draw(this.blurs, into, w, h, { from: this.target(source, w, h).texture }, how);
    once(from, "across", across);
    once("across", "down", down);
    once("down", "across", across);
    once("across", to, down);
  }

  private draw(program: WebGLProgram, into: string, w: number, h: number, textures: Record<string, WebGLTexture>, numbers: Uniforms = {}): void {
    const { gl } = this;
    gl.useProgram(program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target(into, w, h).frame);
    gl.viewport(0, 0, w, h);
    Object.entries(textures).forEach(([name, texture], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(gl.getUniformLocation(program, name), unit);
    });
    for (const [name, value] of Object.entries(numbers)) {
      const at = gl.getUniformLocation(program, name);
      if (value.length === 1) gl.uniform1fv(at, value);
      else gl.uniform2fv(at, value);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  private program(fragment: string): WebGLProgram {
    const { gl } = this;
    const made = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? "a shader does not link");
    return made;
  }

  private texture(kind: number, w: number, h: number): WebGLTexture {
    const { gl } = this;
    const made = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, made);
    gl.texStorage2D(gl.TEXTURE_2D, 1, kind, w, h);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return made;
  }

  /** The light of a tile, handed over. */
  private lit(light: Float32Array, w: number, h: number): WebGLTexture {
    const { gl } = this;
    const size = `${w}/${h}`;
    if (this.light?.size !== size) this.light = { texture: this.texture(gl.RGB32F, w, h), size };
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.light.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, w, h, gl.RGB, gl.FLOAT, light);
    return this.light.texture;
  }

  private target(name: string, w: number, h: number): { texture: WebGLTexture; frame: WebGLFramebuffer } {
    const { gl } = this;
    const known = this.targets.get(name);
    if (known?.w === w && known.h === h) return known;
    const texture = this.texture(name === "film" ? gl.RGBA8 : gl.RGBA32F, w, h);
    const frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const made = { texture, frame, w, h };
    this.targets.set(name, made);
    return made;
  }
}
