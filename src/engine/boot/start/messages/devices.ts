/** From the command line to the end of the kernel’s own start, past the initramfs being unpacked. */
export const DEVICES = ` 43563 Dentry cache hash table entries: {h131072} (order: {o1048576}, {b1048576} bytes, linear)
 19153 Inode-cache hash table entries: {h65536} (order: {o524288}, {b524288} bytes, linear)
 1215 mem auto-init: stack:all(zero), heap alloc:on, heap free:off
 106 AGP: Checking aperture...
 835 AGP: No AGP bridge found
 17073 {memory}
 4454 SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=1, Nodes=1
 1680 ftrace: allocating 40432 entries in 158 pages
 29474 ftrace: allocated 158 pages with 5 groups
 6685 Dynamic Preempt: voluntary
 1897 rcu: Preemptible hierarchical RCU implementation.
 19 rcu: 	RCU restricting CPUs from NR_CPUS=8192 to nr_cpu_ids=1.
 72 	Trampoline variant of Tasks RCU enabled.
 5 	Rude variant of Tasks RCU enabled.
 6 	Tracing variant of Tasks RCU enabled.
 57 rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.
 18 rcu: Adjusting geometry for rcu_fanout_leaf=16, nr_cpu_ids=1
 21500 NR_IRQS: 524544, nr_irqs: 256, preallocated irqs: 16
 3632 rcu: srcu_init: Setting srcu_struct sizes based on contention.
B3459 Console: colour VGA+ 80x25
U
 7784 printk: console [ttyS0] enabled
 706 ACPI: Core revision 20220331
 3058 clocksource: hpet: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 19112604467 ns
 2598 APIC: Switch to symmetric I/O mode setup
 2328 ..TIMER: vector=0x30 apic1=0 pin1=2 apic2=-1 pin2=-1
B20004 clocksource: tsc-early: mask: 0xffffffffffffffff max_cycles: 0x256bebd7b28, max_idle_ns: 440795322263 ns
B573 Calibrating delay loop (skipped), value calculated using timer frequency.. 5192.24 BogoMIPS (lpj=10384484)
U
 2083 process: using AMD E400 aware idle routine
 207 Last level iTLB entries: 4KB 512, 2MB 255, 4MB 127
 76 Last level dTLB entries: 4KB 512, 2MB 255, 4MB 127, 1GB 0
 267 Spectre V1 : Mitigation: usercopy/swapgs barriers and __user pointer sanitization
 182 Spectre V2 : Mitigation: Retpolines
 67 Spectre V2 : Spectre v2 / SpectreRSB: Filling RSB on context switch and VMEXIT
 1179 x86/fpu: x87 FPU will use FXSAVE
 196585 Freeing SMP alternatives memory: 36K
 676 pid_max: default: 32768 minimum: 301
 4791 LSM: Security Framework initializing
 1143 landlock: Up and running.
 68 Yama: disabled by default; enable with sysctl kernel.yama.*
 2060 AppArmor: AppArmor initialized
 88 TOMOYO Linux initialized
 357 LSM support for eBPF active
 1677 Mount-cache hash table entries: {h2048} (order: {o16384}, {b16384} bytes, linear)
 234 Mountpoint-cache hash table entries: {h2048} (order: {o16384}, {b16384} bytes, linear)
 127090 smpboot: CPU0: AMD QEMU Virtual CPU version 2.5+ (family: 0xf, model: 0x6b, stepping: 0x1)
 1589 cblist_init_generic: Setting adjustable number of callback queues.
 128 cblist_init_generic: Setting shift to 0 and lim to 1.
 225 cblist_init_generic: Setting adjustable number of callback queues.
 85 cblist_init_generic: Setting shift to 0 and lim to 1.
 301 cblist_init_generic: Setting adjustable number of callback queues.
 80 cblist_init_generic: Setting shift to 0 and lim to 1.
 213 Performance Events: PMU not available due to virtualization, using software events only.
 732 signal: max sigframe size: 1440
 628 rcu: Hierarchical SRCU implementation.
 76 rcu: 	Max phase no-delay instances is 1000.
 3288 NMI watchdog: Perf NMI watchdog permanently disabled
 1319 smp: Bringing up secondary CPUs ...
 554 smp: Brought up 1 node, 1 CPU
 76 smpboot: Max logical packages: 1
B92 smpboot: Total of 1 processors activated (5192.24 BogoMIPS)
B15759 node 0 deferred pages initialised in 12ms
U
 8077 devtmpfs: initialized
 2072 x86/mm: Memory block size: 128MB
U
 3963 clocksource: jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645041785100000 ns
 380 futex hash table entries: 256 (order: 2, 16384 bytes, linear)
 2100 pinctrl core: initialized pinctrl subsystem
 10859 NET: Registered PF_NETLINK/PF_ROUTE protocol family
 2408 DMA: preallocated 128 KiB GFP_KERNEL pool for atomic allocations
 348 DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA pool for atomic allocations
 135 DMA: preallocated 128 KiB GFP_KERNEL|GFP_DMA32 pool for atomic allocations
 199 audit: initializing netlink subsys (disabled)
U
 3754 thermal_sys: Registered thermal governor 'fair_share'
 24 thermal_sys: Registered thermal governor 'bang_bang'
 88 thermal_sys: Registered thermal governor 'step_wise'
 58 thermal_sys: Registered thermal governor 'user_space'
 56 thermal_sys: Registered thermal governor 'power_allocator'
B929 audit: type=2000 audit({audit}:1): state=initialized audit_enabled=0 res=1
 356 cpuidle: using governor ladder
 137 cpuidle: using governor menu
U
 776 acpiphp: ACPI Hot Plug PCI Controller Driver version: 0.5
 1564 PCI: MMCONFIG for domain 0000 [bus 00-ff] at [mem 0xb0000000-0xbfffffff] (base 0xb0000000)
 560 PCI: MMCONFIG at [mem 0xb0000000-0xbfffffff] reserved in E820
 1413 PCI: Using configuration type 1 for base access
 7272 kprobes: kprobe jump-optimization is enabled. All kprobes are optimized if possible.
 48832 HugeTLB: registered 2.00 MiB page size, pre-allocated 0 pages
 182 HugeTLB: 28 KiB vmemmap can be freed for a 2.00 MiB page
 10539 ACPI: Added _OSI(Module Device)
 119 ACPI: Added _OSI(Processor Device)
 62 ACPI: Added _OSI(Processor Aggregator Device)
 13461 ACPI: 1 ACPI AML tables successfully acquired and loaded
 10328 ACPI: Interpreter enabled
 1096 ACPI: PM: (supports S0 S3 S4 S5)
 97 ACPI: Using IOAPIC for interrupt routing
 830 PCI: Using host bridge windows from ACPI; if necessary, use "pci=nocrs" and report a bug
 125 PCI: Using E820 reservations for host bridge windows
 891 ACPI: Enabled 2 GPEs in block 00 to 3F
 14479 ACPI: PCI Root Bridge [PCI0] (domain 0000 [bus 00-ff])
 422 acpi PNP0A08:00: _OSC: OS supports [ExtendedConfig ASPM ClockPM Segments MSI HPX-Type3]
 816 acpi PNP0A08:00: _OSC: platform does not support [PCIeHotplug LTR]
 534 acpi PNP0A08:00: _OSC: OS now controls [SHPCHotplug PME AER PCIeCapability]
 2639 PCI host bridge to bus 0000:00
 174 pci_bus 0000:00: root bus resource [io  0x0000-0x0cf7 window]
 141 pci_bus 0000:00: root bus resource [io  0x0d00-0xffff window]
 71 pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]
 72 pci_bus 0000:00: root bus resource [mem 0x{t0.8}-0xafffffff window]
 85 pci_bus 0000:00: root bus resource [mem 0xc0000000-0xfebfffff window]
 101 pci_bus 0000:00: root bus resource [mem 0x100000000-0x8ffffffff window]
 168 pci_bus 0000:00: root bus resource [bus 00-ff]
 842 pci 0000:00:00.0: [8086:29c0] type 00 class 0x060000
 3205 pci 0000:00:01.0: [1234:1111] type 00 class 0x030000
B909 pci 0000:00:01.0: BAR 0 [mem 0xfd000000-0xfdffffff pref]
B2010 pci 0000:00:01.0: BAR 2 [mem 0xfebf0000-0xfebf0fff]
B2243 pci 0000:00:01.0: ROM [mem 0xfebe0000-0xfebeffff pref]
U
 241 pci 0000:00:01.0: Video device with shadowed ROM at [mem 0x000c0000-0x000dffff]
 0 {card}
 1178 pci 0000:00:1f.0: [8086:2918] type 00 class 0x060100
 316 pci 0000:00:1f.0: quirk: [io  0x0600-0x067f] claimed by ICH6 ACPI/GPIO/TCO
 519 pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601
B1573 pci 0000:00:1f.2: BAR 4 [io  0xc040-0xc05f]
B404 pci 0000:00:1f.2: BAR 5 [mem 0xfebf1000-0xfebf1fff]
U
 652 pci 0000:00:1f.3: [8086:2930] type 00 class 0x0c0500
B1187 pci 0000:00:1f.3: BAR 4 [io  0x0700-0x073f]
U
 3618 ACPI: PCI: Interrupt link LNKA configured for IRQ 10
 420 ACPI: PCI: Interrupt link LNKB configured for IRQ 10
 343 ACPI: PCI: Interrupt link LNKC configured for IRQ 11
 255 ACPI: PCI: Interrupt link LNKD configured for IRQ 11
 239 ACPI: PCI: Interrupt link LNKE configured for IRQ 10
 236 ACPI: PCI: Interrupt link LNKF configured for IRQ 10
 234 ACPI: PCI: Interrupt link LNKG configured for IRQ 11
 267 ACPI: PCI: Interrupt link LNKH configured for IRQ 11
 115 ACPI: PCI: Interrupt link GSIA configured for IRQ 16
 96 ACPI: PCI: Interrupt link GSIB configured for IRQ 17
 90 ACPI: PCI: Interrupt link GSIC configured for IRQ 18
 92 ACPI: PCI: Interrupt link GSID configured for IRQ 19
 89 ACPI: PCI: Interrupt link GSIE configured for IRQ 20
 110 ACPI: PCI: Interrupt link GSIF configured for IRQ 21
 121 ACPI: PCI: Interrupt link GSIG configured for IRQ 22
 375 ACPI: PCI: Interrupt link GSIH configured for IRQ 23
 2591 iommu: Default domain type: Translated 
 100 iommu: DMA domain TLB invalidation policy: lazy mode 
 898 pps_core: LinuxPPS API ver. 1 registered
 75 pps_core: Software ver. 5.3.6 - Copyright 2005-2007 Rodolfo Giometti <giometti@linux.it>
 121 PTP clock support registered
 280 EDAC MC: Ver: 3.0.0
U
 5864 NetLabel: Initializing
 76 NetLabel:  domain hash size = 128
 56 NetLabel:  protocols = UNLABELED CIPSOv4 CALIPSO
 485 NetLabel:  unlabeled traffic allowed by default
 87 PCI: Using ACPI for IRQ routing
 3951 pci 0000:00:01.0: vgaarb: setting as boot VGA device
 129 pci 0000:00:01.0: vgaarb: bridge control possible
 94 pci 0000:00:01.0: vgaarb: VGA device added: decodes=io+mem,owns=io+mem,locks=none
 101 vgaarb: loaded
 467 hpet: 3 channels of 0 reserved for per-cpu timers
 209 hpet0: at MMIO 0xfed00000, IRQs 2, 8, 0
 108 hpet0: 3 comparators, 64-bit 100.000000 MHz counter
 4974 clocksource: Switched to clocksource tsc-early
 44312 VFS: Disk quotas dquot_6.6.0
 255 VFS: Dquot-cache hash table entries: {h512} (order: {o4096}, {b4096} bytes)
 3654 AppArmor: AppArmor Filesystem Enabled
 313 pnp: PnP ACPI init
 2431 system 00:05: [mem 0xb0000000-0xbfffffff window] has been reserved
 1153 pnp: PnP ACPI: found 6 devices
 17013 clocksource: acpi_pm: mask: 0xffffff max_cycles: 0xffffff, max_idle_ns: 2085701024 ns
 789 NET: Registered PF_INET protocol family
 760 IP idents hash table entries: {h16384} (order: {o131072}, {b131072} bytes, linear)
 5700 tcp_listen_portaddr_hash hash table entries: {h512} (order: {o8192}, {b8192} bytes, linear)
 204 Table-perturb hash table entries: 65536 (order: 6, 262144 bytes, linear)
 124 TCP established hash table entries: {h8192} (order: {o65536}, {b65536} bytes, linear)
 339 TCP bind hash table entries: {h8192} (order: {o262144}, {b262144} bytes, linear)
 199 TCP: Hash tables configured (established {h8192} bind {h8192})
 975 MPTCP token hash table entries: {h1024} (order: {o24576}, {b24576} bytes, linear)
 246 UDP hash table entries: {h512} (order: {o16384}, {b16384} bytes, linear)
 192 UDP-Lite hash table entries: {h512} (order: {o16384}, {b16384} bytes, linear)
 1282 NET: Registered PF_UNIX/PF_LOCAL protocol family
 288 NET: Registered PF_XDP protocol family
 615 pci_bus 0000:00: resource 4 [io  0x0000-0x0cf7 window]
 102 pci_bus 0000:00: resource 5 [io  0x0d00-0xffff window]
 67 pci_bus 0000:00: resource 6 [mem 0x000a0000-0x000bffff window]
 68 pci_bus 0000:00: resource 7 [mem 0x{t0.8}-0xafffffff window]
 72 pci_bus 0000:00: resource 8 [mem 0xc0000000-0xfebfffff window]
 73 pci_bus 0000:00: resource 9 [mem 0x100000000-0x8ffffffff window]
 342 PCI: CLS 0 bytes, default 64
 2892 {unpack}
 9321 Initialise system trusted keyrings
 1169 Key type blacklist registered
 12450 workingset: timestamp_bits=36 max_order=18 bucket_order=0
 10955 zbud: loaded
 7525 integrity: Platform Keyring initialized
 292 integrity: Machine keyring initialized
 70 Key type asymmetric registered
 81 Asymmetric key parser 'x509' registered
U
 902084 {freed}
B86725 tsc: Refined TSC clocksource calibration: 2596.107 MHz
B433 clocksource: tsc: mask: 0xffffffffffffffff max_cycles: 0x256bde824e1, max_idle_ns: 440795301549 ns
B293 clocksource: Switched to clocksource tsc
 43733 alg: self-tests for CTR-KDF (hmac(sha256)) passed
 557 Block layer SCSI generic (bsg) driver version 0.4 loaded (major 248)
 836 io scheduler mq-deadline registered
 10478 shpchp: Standard Hot Plug PCI Controller Driver version: 0.4
 3610 Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled
 4807 00:03: ttyS0 at I/O 0x3f8 (irq = 4, base_baud = 115200) is a 16550A
 6573 Linux agpgart interface v0.103
 3467 AMD-Vi: AMD IOMMUv2 functionality not available on this system - This is not a bug.
 4608 i8042: PNP: PS/2 Controller [PNP0303:KBD,PNP0f13:MOU] at 0x60,0x64 irq 1,12
 4702 serio: i8042 KBD port at 0x60,0x64 irq 1
 1176 serio: i8042 AUX port at 0x60,0x64 irq 12
 2176 mousedev: PS/2 mouse device common for all mice
 4958 input: AT Translated Set 2 keyboard as /devices/platform/i8042/serio0/input/input0
 5982 rtc_cmos 00:04: RTC can wake from S4
 7373 rtc_cmos 00:04: registered as rtc0
 617 rtc_cmos 00:04: setting system clock to {clock}
 1431 rtc_cmos 00:04: alarms up to one day, y3k, 242 bytes nvram, hpet irqs
 2811 ledtrig-cpu: registered to indicate activity on CPUs
U
 36884 NET: Registered PF_INET6 protocol family
 80403 Segment Routing with IPv6
 332 In-situ OAM (IOAM) with IPv6
 324 mip6: Mobile IPv6
 201 NET: Registered PF_PACKET protocol family
 328 mpls_gso: MPLS GSO support
 1409 IPI shorthand broadcast: enabled
B383 sched_clock: Marking stable (2132066242, 15894109)->(2158937065, -10976714)
U
 1570 registered taskstats version 1
 225 Loading compiled-in X.509 certificates
 71407 Loaded X.509 cert 'Build time autogenerated kernel key: 0a219777213e78bd031a2420db649c60888ff27d'
 2876 zswap: loaded using pool lzo/zbud
 1449 Key type .fscrypt registered
 98 Key type fscrypt-provisioning registered
 71459 Key type encrypted registered
 192 AppArmor: AppArmor sha1 policy hashing enabled
 372 ima: No TPM chip found, activating TPM-bypass!
 94 ima: Allocated hash algorithm: sha256
 1185 ima: No architecture policies found
 419 evm: Initialising EVM extended attributes:
 72 evm: security.selinux
 56 evm: security.SMACK64 (disabled)
 48 evm: security.SMACK64EXEC (disabled)
 52 evm: security.SMACK64TRANSMUTE (disabled)
 56 evm: security.SMACK64MMAP (disabled)
 44 evm: security.apparmor
 39 evm: security.ima
 31 evm: security.capability
 41 evm: HMAC attrs: 0x1
 330945 clk: Disabling unused clocks`
