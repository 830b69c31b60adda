"""All tables of the state: one line each, in the order in which digests cover and snapshots copy them."""

from __future__ import annotations

from undergrid.world.tables import authority, society
from undergrid.world.tables.bases import Bases, Lodgers
from undergrid.world.tables.blazes import Blazes
from undergrid.world.tables.body import Blood, Exposure, Hauls, Hungry, Soaked, Wounds
from undergrid.world.tables.combat import Failures, Fuses, Panes, Suppressed
from undergrid.world.tables.council import Chores, Councils, Preparations, Votes
from undergrid.world.tables.dreams import Dreams, Fragments, Labels, Smoking
from undergrid.world.tables.economy import (
    Clinics,
    Facilities,
    Frauds,
    Patients,
    Registry,
    Remains,
    Shortages,
    Shortfalls,
)
from undergrid.world.tables.endings import Endings
from undergrid.world.tables.engines import Engines, Forecasts, Spoilt
from undergrid.world.tables.factions import Factions, Sworn
from undergrid.world.tables.feelings import Feelings
from undergrid.world.tables.hosts import Augments, FeedNodes, Minds, Sensed, Servers, Spellbound
from undergrid.world.tables.items import Items
from undergrid.world.tables.laws import Laws, Offences
from undergrid.world.tables.lifts import Lifts
from undergrid.world.tables.marks import Marks, Memorials, Radioed, Readings
from undergrid.world.tables.minds import Beats, Intentions, Knowledge, Plans, Vain, Watched
from undergrid.world.tables.network import Captures, Depots, Errands, Holdings, InHand, Nodes, Pods, Shielded, Wires
from undergrid.world.tables.orders import Asked, Tasks
from undergrid.world.tables.patches import Patches
from undergrid.world.tables.people import Citizens, Conditions, Households
from undergrid.world.tables.places import Barriers, Drives, Fires, Gates, Judgements, Shelters
from undergrid.world.tables.power import Airless, Breaths, Charges, Feeds, Sockets
from undergrid.world.tables.raids import Clues, ColdCases, Fugitives, Raiders, Raids
from undergrid.world.tables.refuges import Guests, Refuges, Speeches
from undergrid.world.tables.salvage import OwnDrones, Wrecks
from undergrid.world.tables.scrap import Forays, Scattered, ScrapFields
from undergrid.world.tables.senses import Beacons, Noises
from undergrid.world.tables.sky import Beheld, Beyond, Moods, Projections, Sky, Storms
from undergrid.world.tables.suits import SuitParts
from undergrid.world.tables.trails import Traces, Trackings, Weathering
from undergrid.world.tables.units import Attachments, Findings, UnitFaults, Units, Unmasked
from undergrid.world.tables.viruses import Infections, Viruses
from undergrid.world.tables.windows import Closures, Reserves, Windows


class Tables:
    """The tables of a world, by name."""

    citizens: Citizens
    watchers: authority.Watchers
    gates: Gates
    items: Items
    bonds: society.Bonds
    conditions: Conditions
    knowledge: Knowledge
    plans: Plans
    intentions: Intentions
    vain: Vain
    watched: Watched
    beats: Beats
    wounds: Wounds
    blood: Blood
    exposure: Exposure
    asked: Asked
    tasks: Tasks
    hauls: Hauls
    traces: Traces
    weathering: Weathering
    trackings: Trackings
    shelters: Shelters
    noises: Noises
    beacons: Beacons
    profiles: society.Profiles
    crafts: society.Crafts
    regards: society.Regards
    feelings: Feelings
    vouches: society.Vouches
    parleys: society.Parleys
    pledges: society.Pledges
    bands: society.Bands
    members: society.Members
    policy: authority.Policy
    files: authority.Files
    questionings: authority.Questionings
    custodies: authority.Custodies
    reports: authority.Reports
    dossiers: authority.Dossiers
    strangers: authority.Strangers
    looks: authority.Looks
    evidence: authority.Evidence
    judgements: Judgements
    drives: Drives
    registry: Registry
    sky: Sky
    facilities: Facilities
    clinics: Clinics
    patients: Patients
    barriers: Barriers
    fires: Fires
    endings: Endings
    nodes: Nodes
    wires: Wires
    shielded: Shielded
    holdings: Holdings
    pods: Pods
    captures: Captures
    in_hand: InHand
    depots: Depots
    errands: Errands
    charges: Charges
    feeds: Feeds
    sockets: Sockets
    airless: Airless
    breaths: Breaths
    windows: Windows
    closures: Closures
    reserves: Reserves
    lifts: Lifts
    failures: Failures
    suppressed: Suppressed
    fuses: Fuses
    panes: Panes
    suit_parts: SuitParts
    wrecks: Wrecks
    own_drones: OwnDrones
    soaked: Soaked
    storms: Storms
    marks: Marks
    memorials: Memorials
    readings: Readings
    radioed: Radioed
    factions: Factions
    sworn: Sworn
    minds: Minds
    augments: Augments
    feed_nodes: FeedNodes
    servers: Servers
    sensed: Sensed
    spellbound: Spellbound
    engines: Engines
    forecasts: Forecasts
    spoilt: Spoilt
    councils: Councils
    votes: Votes
    preparations: Preparations
    chores: Chores
    bases: Bases
    lodgers: Lodgers
    remains: Remains
    frauds: Frauds
    shortfalls: Shortfalls
    laws: Laws
    offences: Offences
    viruses: Viruses
    infections: Infections
    patches: Patches
    clues: Clues
    cold_cases: ColdCases
    raids: Raids
    raiders: Raiders
    fugitives: Fugitives
    blazes: Blazes
    refuges: Refuges
    guests: Guests
    speeches: Speeches
    scrap_fields: ScrapFields
    scattered: Scattered
    forays: Forays
    projections: Projections
    beyond: Beyond
    moods: Moods
    beheld: Beheld
    dreams: Dreams
    units: Units
    attachments: Attachments
    unmasked: Unmasked
    unit_faults: UnitFaults
    findings: Findings
    labels: Labels
    fragments: Fragments
    smoking: Smoking
    shortages: Shortages
    hungry: Hungry
    households: Households
