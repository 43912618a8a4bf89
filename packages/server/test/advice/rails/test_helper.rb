# What the tests of such an app have anyway: tables, and a week with ten breaks.

ENV["RAILS_ENV"] = "test"
require_relative "ads"
require "rails/test_help"

ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:rails_stations, force: true) { |table| table.string :name }
  create_table(:rails_weeks, force: true) do |table|
    table.string :name
    table.integer :station_id
  end
  create_table(:rails_breaks, force: true) do |table|
    table.integer :week_id
    table.string :name
  end
  create_table(:rails_slots, force: true) do |table|
    table.integer :break_id
    table.string :name
  end
end

week = Week.create!(id: 1, name: "first", station_id: Station.create!(name: "one").id)
10.times do |number|
  created = Break.create!(week_id: week.id, name: "break #{number}")
  3.times { |slot| Slot.create!(break_id: created.id, name: "slot #{slot}") }
end
