/** From the banner to the command line: what firmware told of memory and processors. See README.md for the form of a line. */
export const EARLY = ` 0 {banner}
 0 Command line: {cmdline}
 0 BIOS-provided physical RAM map:
B0 BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
B0 BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved
B0 BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff] reserved
B0 BIOS-e820: [mem 0x0000000000100000-0x{t21001.16}] usable
B0 BIOS-e820: [mem 0x{t21000.16}-0x{t1.16}] reserved
U
 0 BIOS-e820: [mem 0x00000000b0000000-0x00000000bfffffff] reserved
B0 BIOS-e820: [mem 0x00000000fed1c000-0x00000000fed1ffff] reserved
B0 BIOS-e820: [mem 0x00000000fffc0000-0x00000000ffffffff] reserved
B0 BIOS-e820: [mem 0x000000fd00000000-0x000000ffffffffff] reserved
U
 0 NX (Execute Disable) protection: active
U
 0 SMBIOS 2.8 present.
B0 DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
U
 0 tsc: Fast TSC calibration using PIT
B0 tsc: Detected 2596.121 MHz processor
U
d6082 e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
d164 e820: remove [mem 0x000a0000-0x000fffff] usable
 1017 AGP: No AGP bridge found
B165 last_pfn = 0x{p21} max_arch_pfn = 0x400000000
U
 628 x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  
B12202 found SMP MP-table at [mem 0x000f5ba0-0x000f5baf]
 3186 {ramdisk}
 325 ACPI: Early table checksum verification disabled
B270 ACPI: RSDP 0x00000000000F59E0 000014 (v00 BOCHS )
B218 ACPI: RSDT 0x{T1dd30.16} 000038 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B357 ACPI: FACP 0x{T1df38.16} 0000F4 (v03 BOCHS  BXPC     00000001 BXPC 00000001)
B388 ACPI: DSDT 0x{T1ffc0.16} 002088 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B54 ACPI: FACS 0x{T20000.16} 000040
B37 ACPI: APIC 0x{T1de44.16} 000078 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B16 ACPI: HPET 0x{T1ddcc.16} 000038 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B15 ACPI: MCFG 0x{T1dd94.16} 00003C (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B14 ACPI: WAET 0x{T1dd58.16} 000028 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
B47 ACPI: Reserving FACP table memory at [mem 0x{t1df38.8}-0x{t1de45.8}]
B17 ACPI: Reserving DSDT table memory at [mem 0x{t1ffc0.8}-0x{t1df39.8}]
B6 ACPI: Reserving FACS table memory at [mem 0x{t20000.8}-0x{t1ffc1.8}]
B4 ACPI: Reserving APIC table memory at [mem 0x{t1de44.8}-0x{t1ddcd.8}]
B4 ACPI: Reserving HPET table memory at [mem 0x{t1ddcc.8}-0x{t1dd95.8}]
B4 ACPI: Reserving MCFG table memory at [mem 0x{t1dd94.8}-0x{t1dd59.8}]
B4 ACPI: Reserving WAET table memory at [mem 0x{t1dd58.8}-0x{t1dd31.8}]
U
 1567 No NUMA configuration found
B19 Faking a node at [mem 0x0000000000000000-0x{t21001.16}]
B467 NODE_DATA(0) allocated [mem 0x{t4c000.8}-0x{t21001.8}]
U
 6548 Zone ranges:
 30   DMA      [mem 0x0000000000001000-0x0000000000ffffff]
B58   DMA32    [mem 0x0000000001000000-0x{t21001.16}]
U
 9   Normal   empty
 10   Device   empty
 8 Movable zone start for each node
 22 Early memory node ranges
B17   node   0: [mem 0x0000000000001000-0x000000000009efff]
B94   node   0: [mem 0x0000000000100000-0x{t21001.16}]
B161 Initmem setup node 0 [mem 0x0000000000001000-0x{t21001.16}]
U
 602 On node 0, zone DMA: 1 pages in unavailable ranges
B209 On node 0, zone DMA: 97 pages in unavailable ranges
B2076 On node 0, zone DMA32: 33 pages in unavailable ranges
U
 232 ACPI: PM-Timer IO Port: 0x608
 319 ACPI: LAPIC_NMI (acpi_id[0xff] dfl dfl lint[0x1])
 254 IOAPIC[0]: apic_id 0, version 32, address 0xfec00000, GSI 0-23
 78 ACPI: INT_SRC_OVR (bus 0 bus_irq 0 global_irq 2 dfl dfl)
 161 ACPI: INT_SRC_OVR (bus 0 bus_irq 5 global_irq 5 high level)
 29 ACPI: INT_SRC_OVR (bus 0 bus_irq 9 global_irq 9 high level)
 54 ACPI: INT_SRC_OVR (bus 0 bus_irq 10 global_irq 10 high level)
 6 ACPI: INT_SRC_OVR (bus 0 bus_irq 11 global_irq 11 high level)
 113 ACPI: Using ACPI (MADT) for SMP configuration information
 30 ACPI: HPET id: 0x8086a201 base: 0xfed00000
 200 smpboot: Allowing 1 CPUs, 0 hotplug CPUs
 584 PM: hibernation: Registered nosave memory: [mem 0x00000000-0x00000fff]
B21 PM: hibernation: Registered nosave memory: [mem 0x0009f000-0x000fffff]
U
 73 [mem 0x{t0.8}-0xafffffff] available for PCI devices
 22 Booting paravirtualized kernel on bare hardware
 191 clocksource: refined-jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645519600211568 ns
 6556 setup_percpu: NR_CPUS:8192 nr_cpumask_bits:1 nr_cpu_ids:1 nr_node_ids:1
 3159 percpu: Embedded 62 pages/cpu s217088 r8192 d28672 u2097152
 1282 Fallback order for Node 0: 0 
B179 Built 1 zonelists, mobility grouping on.  Total pages: {pages}
U
 12 Policy zone: DMA32
 112 Kernel command line: {cmdline}`
